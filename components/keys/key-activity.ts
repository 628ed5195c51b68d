import type { KeyStatus } from "#lib/keys/contract.ts";
import type { DenialReason, Usage, VersionUse } from "#lib/traffic/contract.ts";

/** What lives on while a key's page is open. */
export type KeyActivity = {
  /** When it was so. */
  readonly at: string;
  /** What somebody else may have changed meanwhile. */
  readonly state: { readonly status: KeyStatus; readonly versions: number };
  readonly usage: Usage;
  readonly reasons: readonly DenialReason[];
  readonly versions: readonly VersionUse[];
};
