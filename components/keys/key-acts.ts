import type { ActionError } from "#components/identity/use-action.ts";
import type { Result } from "#lib/kernel/result.ts";
import type {
  KeyEnv,
  KeyStatus,
  ResumeKeyError,
  RevokeKeyError,
  StatusChange,
  SuspendedKeys,
  SuspendKeyError,
} from "#lib/keys/contract.ts";
import type { GateConfirmation } from "#lib/policy/contract.ts";
import type { GateError } from "#lib/web/contract.ts";

/** What can be said of an act once it is done. */
export type ActReceipt = {
  readonly at: string;
  readonly by: string;
  readonly gates: GateConfirmation & { readonly tookMs: number };
  /** The event's number in the log; null when the log had not numbered it in time. */
  readonly event: number | null;
};

type Change<E extends string> = (input: {
  readonly keyId: string;
  readonly reason: string;
}) => Promise<Result<StatusChange & { readonly receipt: ActReceipt }, E | GateError>>;

/** The acts on keys, as a page hands them down. */
export type KeyActions = {
  readonly suspend: Change<SuspendKeyError>;
  readonly resume: Change<ResumeKeyError>;
  readonly revoke: Change<RevokeKeyError>;
  readonly suspendMany: (input: {
    readonly keyIds: string[];
    readonly reason: string;
  }) => Promise<Result<SuspendedKeys & { readonly receipt: ActReceipt | null }, GateError>>;
};

export type KeyAct = "suspend" | "resume" | "revoke";
export type KeyActError = ActionError<SuspendKeyError | ResumeKeyError | RevokeKeyError | GateError>;

/** What an act needs to know of a key to ask about it. */
export type KeyBrief = { readonly keyId: string; readonly name: string };

/** A key as a confirmation shows it: as it was when the question was put. */
export type KeyPreview = KeyBrief & {
  readonly org: { readonly name: string };
  readonly status: KeyStatus;
  readonly scopes: readonly string[];
  readonly ips: readonly string[] | null;
  readonly env: KeyEnv;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly lastIp: string | null;
  readonly requestsLastHour: number;
};

/** How an act ended, for its receipt. */
export type ActOutcome = {
  readonly act: KeyAct;
  /** "Suspended mm-prod-eu-2." */
  readonly what: string;
  readonly receipt: ActReceipt | null;
  /** Keys that it was done to. */
  readonly keys: readonly KeyBrief[];
  /** Those it could not be done to, and why. */
  readonly refused: readonly (KeyBrief & { readonly detail: string })[];
};
