import * as z from "zod/mini";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { textField } from "#lib/kernel/text-field.ts";

/** Where a request came from, as our own server saw it. */
export type Source = { readonly ip: string | null; readonly userAgent: string | null };

/** Who passkeys are made for: this console (WebAuthn's relying party). */
export type RelyingParty = {
  /** The console's host name: passkeys work on it alone. */
  readonly id: string;
  /** The one origin whose answers are taken. */
  readonly origin: string;
};

/** @param origin the console's, as configured (an http or https origin). */
export function relyingPartyOf(origin: string): RelyingParty {
  return { id: new URL(origin).hostname, origin };
}

export const ENROLMENT_LIFE_SEC = 15 * 60;
export const SESSION_IDLE_SEC = 15 * 60;
export const SESSION_LIFE_SEC = 12 * 60 * 60;
/** Long enough to make one passkey. */
export const RECOVERY_SESSION_LIFE_SEC = 15 * 60;
export const STEP_UP_CHALLENGE_SEC = 2 * 60;
export const CHALLENGE_SEC = 5 * 60;
export const RECOVERY_CODES = 10;
export const AUTHENTICATORS_MAX = 20;

/** Bytes in base64url without padding, as WebAuthn's JSON carries them. */
const base64url = (charsMax: number) =>
  z.string().check(z.maxLength(charsMax), z.regex(/^[A-Za-z0-9_-]+$/, "This is not base64url."));

/** 256 random bits. */
const enrolmentToken = base64url(43).check(z.length(43, "This is not an enrolment token."));

export const personName = textField("A name", 1, 80);
export const personEmail = z
  .string("Type an e-mail address, such as mara@venue.example.")
  .check(
    z.trim(),
    z.maxLength(254, "An e-mail address takes at most 254 characters."),
    z.email("Type an e-mail address, such as mara@venue.example."),
  );
export const authenticatorName = textField("A passkey's name", 1, 60);

/** What navigator.credentials.create answered, as JSON (WebAuthn Level 3, RegistrationResponseJSON). */
export const registrationAnswer = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(8))),
  }),
});
export type RegistrationAnswer = z.output<typeof registrationAnswer>;

/** What navigator.credentials.get answered, as JSON (AuthenticationResponseJSON). */
export const assertionAnswer = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: z.optional(base64url(128)),
  }),
});
export type AssertionAnswer = z.output<typeof assertionAnswer>;

/** For the reads and acts that take nothing. */
export const nothing = strictInput({});

export const findEnrolmentInput = strictInput({ token: enrolmentToken });
export const enrolmentForm = strictInput({ name: personName, email: personEmail });
export const beginEnrolmentInput = strictInput({
  token: enrolmentToken,
  name: personName,
  email: personEmail,
});
export const completeEnrolmentInput = strictInput({
  token: enrolmentToken,
  name: personName,
  email: personEmail,
  answer: registrationAnswer,
});
export const completeSignInInput = strictInput({ answer: assertionAnswer });
export const completeStepUpInput = strictInput({ answer: assertionAnswer });
export const addAuthenticatorInput = strictInput({ name: authenticatorName, answer: registrationAnswer });
export const removeAuthenticatorInput = strictInput({
  authenticatorId: z.uuid("This is not a passkey's id."),
});
const reason = z.optional(textField("A reason", 0, 500, "many"));
export const endSessionInput = strictInput({
  sessionId: z.uuid("This is not a sign-in's id."),
  reason,
});
export const endAllSessionsInput = strictInput({ reason });
export const recoverySignInInput = strictInput({
  code: z
    .string("Type a recovery code.")
    .check(z.trim(), z.minLength(1, "Type a recovery code."), z.maxLength(64, "A recovery code is shorter.")),
});

/** Why an enrolment link leads nowhere, or what to mend before it does. */
export type EnrolmentError =
  | "enrolment_unknown"
  | "enrolment_used"
  | "enrolment_expired"
  | "email_not_invited"
  | "email_taken"
  | "passkey_refused";

/** One answer for an unknown passkey, a wrong signature, a foreign origin, a spent or foreign challenge. */
export type SignInError = "sign_in_refused";

/** A sign-in just opened. The handle goes into the browser's cookie and nowhere else. */
export type OpenedSession = { readonly id: string; readonly handle: string; readonly personId: string };

export type StepUpError = "step_up_refused";

export type FactorError =
  | "passkey_refused"
  | "passkey_exists"
  | "passkey_unknown"
  | "last_passkey"
  | "too_many_passkeys";

export type EnrolmentOffer = {
  /** Set when the link is for this address only. */
  readonly email: string | null;
  readonly venueName: string;
  readonly expiresAt: string;
};

export type AuthenticatorDto = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** Whether it can exist on several devices (synchronised by its maker). */
  readonly synced: boolean;
  readonly backedUp: boolean;
};

export type AddedAuthenticator = { readonly authenticatorId: string; readonly addedAt: string };

export type RemovedAuthenticator = {
  readonly removedAt: string;
  /** Sign-ins elsewhere that it had opened. */
  readonly endedSessions: number;
};

export type SessionDto = {
  readonly id: string;
  readonly current: boolean;
  readonly factor: "passkey" | "recovery_code";
  readonly passkeyName: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly lastActedAt: string;
  readonly expiresAt: string;
};

/** The person's own account. */
export type AccountDto = {
  readonly name: string;
  readonly email: string;
  /** Whether a second passkey or recovery codes exist, as the first live key needs. */
  readonly ready: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly AuthenticatorDto[];
  readonly sessions: readonly SessionDto[];
};

/** Why a sign-in is over: nobody acted, its 12 hours have passed, or somebody ended it. */
export type SessionEnding = "idle" | "lifetime" | "revoked";

/** When the sign-in ends if nobody acts, as seconds from the answer: clocks differ. */
export type SessionEnd = {
  readonly inSec: number;
  /** idle: an act puts it off; lifetime: nothing does. */
  readonly because: Exclude<SessionEnding, "revoked">;
};
