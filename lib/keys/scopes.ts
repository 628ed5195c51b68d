/** How much harm a credential that leaks can do. Pure; runs in a browser too. */
export const risks = ["read", "trade", "transfer"] as const;
export type Risk = (typeof risks)[number];

export type Scope = {
  /** `domain:level`. */
  readonly id: string;
  readonly risk: Risk;
  /** In words, as a heading. */
  readonly name: string;
  /** One sentence: what a key that holds it may do. */
  readonly allows: string;
  /** What follows "Can" in a sentence about a key. */
  readonly can: string;
};

/** A scope that the configuration adds. Without a risk it counts as transfer: the careful reading. */
export type AddedScope = { readonly id: string; readonly risk?: Risk | undefined };

/** Known scopes by id, in the order in which they are shown. */
export type ScopeCatalogue = ReadonlyMap<string, Scope>;

const builtIn: readonly Scope[] = [
  {
    id: "market:read",
    risk: "read",
    name: "Read market data",
    allows: "Prices, order books, trades and instruments.",
    can: "read market data",
  },
  {
    id: "account:read",
    risk: "read",
    name: "Read the account",
    allows: "Balances, positions, fees and margin.",
    can: "read the account",
  },
  {
    id: "trade:read",
    risk: "read",
    name: "Read orders",
    allows: "Open orders, past orders and fills.",
    can: "read orders",
  },
  {
    id: "trade:write",
    risk: "trade",
    name: "Place orders",
    allows: "New orders and changes to resting ones.",
    can: "place orders",
  },
  {
    id: "trade:cancel",
    risk: "trade",
    name: "Cancel orders",
    allows: "One order or all of them; never a new one.",
    can: "cancel orders",
  },
  {
    id: "wallet:read",
    risk: "read",
    name: "Read wallets",
    allows: "Deposit addresses, deposits and past withdrawals.",
    can: "read wallets",
  },
  {
    id: "wallet:withdraw",
    risk: "transfer",
    name: "Withdraw",
    allows: "Sends assets out of the venue. Can't be taken back.",
    can: "withdraw",
  },
  {
    id: "chain:read",
    risk: "read",
    name: "Read the blockchain",
    allows: "Blocks, balances, logs and calls that change nothing.",
    can: "read the blockchain",
  },
  {
    id: "chain:broadcast",
    risk: "transfer",
    name: "Broadcast transactions",
    allows: "Sends signed transactions to the chain. Can't be taken back.",
    can: "broadcast transactions",
  },
  {
    id: "clearing:read",
    risk: "read",
    name: "Read clearing",
    allows: "Obligations, collateral and settlement reports.",
    can: "read clearing",
  },
  {
    id: "clearing:write",
    risk: "transfer",
    name: "Instruct clearing",
    allows: "Settlement and collateral instructions. Can't be taken back.",
    can: "instruct clearing",
  },
];

export const builtInScopes: ScopeCatalogue = new Map(builtIn.map((scope) => [scope.id, scope]));

/** `domain:level`: lower-case letters, digits and hyphens on either side of one colon. */
export const SCOPE_ID = /^[a-z][a-z0-9-]{0,30}:[a-z][a-z0-9-]{0,30}$/;

/** The built-in scopes and those a configuration adds; a built-in one can't be redefined. */
export function scopeCatalogue(added: readonly AddedScope[]): ScopeCatalogue {
  const all = new Map(builtInScopes);
  for (const { id, risk = "transfer" } of added) {
    if (all.has(id)) continue;
    all.set(id, { id, risk, name: id, allows: "Added by the venue's configuration.", can: `use ${id}` });
  }
  return all;
}

/** A scope nobody knows any more (its configuration is gone) counts as transfer. */
export function riskOf(scopeId: string, catalogue: ScopeCatalogue = builtInScopes): Risk {
  return catalogue.get(scopeId)?.risk ?? "transfer";
}

/** The highest risk among the scopes; `read` for none. */
export function highestRisk(scopeIds: readonly string[], catalogue: ScopeCatalogue = builtInScopes): Risk {
  const found = new Set(scopeIds.map((id) => riskOf(id, catalogue)));
  return found.has("transfer") ? "transfer" : found.has("trade") ? "trade" : "read";
}

/** The scope of the highest risk, the first of them in the catalogue's order; null for none. */
export function highestScope(
  scopeIds: readonly string[],
  catalogue: ScopeCatalogue = builtInScopes,
): string | null {
  const risk = highestRisk(scopeIds, catalogue);
  return inCatalogueOrder(scopeIds, catalogue).find((id) => riskOf(id, catalogue) === risk) ?? null;
}

/** Each scope once: the catalogue's order first, then those it doesn't know, by name. */
export function inCatalogueOrder(
  scopeIds: readonly string[],
  catalogue: ScopeCatalogue = builtInScopes,
): string[] {
  const wanted = new Set(scopeIds);
  const known = [...catalogue.keys()].filter((id) => wanted.delete(id));
  return [...known, ...[...wanted].sort()];
}

/** Scopes that belong together, as a starting point for a new key. */
export const scopeTemplates = [
  {
    id: "market-data",
    name: "Market data",
    says: "Reads prices and order books. Sees no account.",
    scopes: ["market:read"],
  },
  {
    id: "trading",
    name: "Trading, no withdrawal",
    says: "Reads market, account and orders; places and cancels orders. Can't move money.",
    scopes: ["market:read", "account:read", "trade:read", "trade:write", "trade:cancel"],
  },
] as const satisfies readonly { id: string; name: string; says: string; scopes: readonly string[] }[];
