import { DEFAULT_LIMIT, type LimitPolicy } from "#lib/limits/contract.ts";
import type { Configuration } from "#lib/policy/contract.ts";

/**
 * The limits that requests with a key are held to: those of its organization's tier (without one the built-in
 * `default`), for scopes that the key holds, and every limit by address. As the gate works them out.
 */
export function applyingLimits(
  configuration: Pick<Configuration, "limits" | "tiers">,
  tier: string | null,
  scopes: readonly string[],
): readonly LimitPolicy[] {
  const stated = configuration.limits.some(({ name }) => name === DEFAULT_LIMIT.name)
    ? configuration.limits
    : [DEFAULT_LIMIT, ...configuration.limits];
  const namesOf = (name: string) => configuration.tiers.find((each) => each.name === name)?.limits;
  const names = (tier === null ? undefined : namesOf(tier)) ??
    namesOf(DEFAULT_LIMIT.name) ?? [DEFAULT_LIMIT.name];
  return stated.filter(
    ({ name, per, scope }) =>
      (scope === null || scopes.includes(scope)) && (per === "ip" || names.includes(name)),
  );
}

const PER = { key: "a key", org: "an organization", ip: "an address" } as const;

/** "1,200 in 60 s a key, 120 at once". */
export function describeLimit({ per, quota, windowSec, burst, scope }: LimitPolicy): string {
  const of = scope === null ? "" : `, ${scope} only`;
  return `${quota.toLocaleString("en")} in ${windowSec.toLocaleString("en")} s ${PER[per]}, ${burst.toLocaleString("en")} at once${of}`;
}
