import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type { AssertionAnswer, SessionEnding, StepUpError } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";

export type RegistrationOptions = PublicKeyCredentialCreationOptionsJSON;
export type AssertionOptions = PublicKeyCredentialRequestOptionsJSON;

export type EntryError = Extract<GateError, "invalid_input" | "request_refused" | "internal">;

/** The acts that the page frame itself needs; a page's own come to it as props too. */
export type IdentityActions = {
  readonly beginSignIn: (input: Record<never, never>) => Promise<Result<AssertionOptions, EntryError>>;
  /** Why this browser's sign-in is over. */
  readonly sessionEnding: (input: Record<never, never>) => Promise<Result<SessionEnding | null, EntryError>>;
  readonly beginStepUp: (input: Record<never, never>) => Promise<Result<AssertionOptions, GateError>>;
  readonly completeStepUp: (input: {
    answer: AssertionAnswer;
  }) => Promise<Result<{ readonly steppedUpAt: string }, StepUpError | GateError>>;
};
