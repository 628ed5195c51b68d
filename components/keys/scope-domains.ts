import type { ScopeDomain, ScopeOption } from "#components/ui/scope-picker.tsx";
import type { Scope } from "#lib/keys/scopes.ts";

const LABELS: Readonly<Record<string, string>> = {
  market: "Market data",
  account: "Account",
  trade: "Trading",
  wallet: "Wallets",
  chain: "Blockchain",
  clearing: "Clearing",
};

/**
 * The catalogue as the scope picker shows it: by domain, in the catalogue's order.
 *
 * @param disabledReason why a scope can't be chosen; undefined: it can.
 */
export function scopeDomains(
  scopes: readonly Scope[],
  disabledReason: (scope: Scope) => string | undefined = () => undefined,
): ScopeDomain[] {
  const domains = new Map<string, ScopeOption[]>();
  for (const scope of scopes) {
    const domain = scope.id.slice(0, scope.id.indexOf(":"));
    const reason = disabledReason(scope);
    const option: ScopeOption = {
      id: scope.id,
      risk: scope.risk,
      name: scope.name,
      allows: scope.allows,
      ...(reason === undefined ? {} : { disabledReason: reason }),
    };
    domains.set(domain, [...(domains.get(domain) ?? []), option]);
  }
  return [...domains].map(([id, options]) => ({ id, label: LABELS[id] ?? id, scopes: options }));
}
