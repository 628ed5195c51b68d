/** A limit as the configuration states it, every default filled in. */
export type LimitPolicy = {
  readonly name: string;
  readonly per: "key" | "org" | "ip";
  /** Counts only requests for this scope; null: all. */
  readonly scope: string | null;
  /** Cost units refilled in each window. */
  readonly quota: number;
  readonly windowSec: number;
  /** Cost units that an idle caller may spend at once. */
  readonly burst: number;
};

/** Above this rate a whole microsecond is too coarse a step. */
export const QUOTA_PER_SEC_MAX = 100_000;

/** What an organization without a tier is held to, unless the configuration has a limit of this name. */
export const DEFAULT_LIMIT: LimitPolicy = {
  name: "default",
  per: "key",
  scope: null,
  quota: 1200,
  windowSec: 60,
  burst: 120,
};

/** `burst` where a limit states none: a tenth of its quota, at least 1. */
export function defaultBurst(quota: number): number {
  return Math.max(1, Math.floor(quota / 10));
}
