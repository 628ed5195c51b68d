import * as z from "zod/mini";
import { DAY_MS, parseDurationMs } from "#lib/kernel/duration.ts";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { textField } from "#lib/kernel/text-field.ts";
import { canonicalNetwork, NETWORKS_MAX } from "./networks.ts";
import { type Risk, risks, SCOPE_ID } from "./scopes.ts";

/** Runs anywhere. Components may also import scopes, networks, rules, possession, saved-views and describe-access. */

/** Every kind the contract names; rules.ts says which of them this release issues. */
export const keyKinds = ["bearer", "hmac", "ed25519", "p256", "rsa", "mtls"] as const;
export type KeyKind = (typeof keyKinds)[number];
export const issuableKinds = ["ed25519", "hmac", "bearer"] as const satisfies readonly KeyKind[];
export type IssuableKind = (typeof issuableKinds)[number];
export const keyProfiles = ["rfc9421", "binance", "bybit", "deribit"] as const;
export type KeyProfile = (typeof keyProfiles)[number];
export const keyEnvs = ["live", "test"] as const;
export type KeyEnv = (typeof keyEnvs)[number];
export const keyStatuses = ["active", "suspended", "revoked", "expired"] as const;
export type KeyStatus = (typeof keyStatuses)[number];

/** Same form as the kernel's KEY_ID, which needs Node. */
const KEY_ID = /^k_[0-9A-HJKMNP-TV-Z]{16}$/;
const oneOf = (what: string, values: readonly string[]) => `${what} is one of ${values.join(", ")}.`;

export const keyId = z
  .string("Name the key by its id.")
  .check(z.trim(), z.regex(KEY_ID, "A key id is k_ and 16 characters, such as k_7Q2MXH4T9ABCDEFG."));
export const orgId = z.uuid("Name the organization by its id.");
export const scopeId = z
  .string("A scope is written domain:level.")
  .check(z.regex(SCOPE_ID, "A scope is written domain:level, such as market:read."));
/** Names and reasons stay in the audit log for good, which holds neither secrets nor people's addresses in the clear. */
const SECRET = /kw_(?:live|test)_\w{16,}|-----BEGIN [A-Z ]*PRIVATE KEY/;
const EMAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;
const lastingText = (what: string, min: number, max: number, lines: "one" | "many") =>
  textField(what, min, max, lines).check(
    z.refine(
      (text) => !SECRET.test(text),
      `${what} holds what looks like a secret. Leave it out: it stays in the audit log.`,
    ),
    z.refine((text) => !EMAIL.test(text), `${what} can't be an e-mail address: it stays in the audit log.`),
  );
export const reason = lastingText("The reason", 3, 500, "many");
export const displayName = lastingText("The name", 1, 80, "one");

/** "30d" → milliseconds; `0` of a unit only where `minMs` is 0. */
export function duration(what: string, minMs: number, maxMs: number, range: string) {
  return z.pipe(
    z.string(`${what} is a number and s, m, h or d, such as 30d.`),
    z.transform((text, payload): number => {
      const ms = parseDurationMs(text);
      if (ms !== null && ms >= minMs && ms <= maxMs) return ms;
      const message =
        ms === null ? `${what} is a number and s, m, h or d, such as 30d.` : `${what} is ${range}.`;
      payload.issues.push({ code: "custom", message, input: text });
      return z.NEVER;
    }),
  );
}

/** Networks in any form people write them → canonical CIDRs, each once; null for none, which means any address. */
export const networks = z.pipe(
  z
    .nullable(z.array(z.string("A network is text."), "Networks are a list."))
    .check(
      z.refine(
        (list) => list === null || list.length <= NETWORKS_MAX,
        `A key takes at most ${NETWORKS_MAX} networks.`,
      ),
    ),
  z.transform((list, payload): string[] | null => {
    const cidrs = new Set<string>();
    for (const [i, text] of (list ?? []).slice(0, NETWORKS_MAX).entries()) {
      const network = canonicalNetwork(text);
      if (network.ok) cidrs.add(network.value.cidr);
      else
        payload.issues.push({
          code: "custom",
          message: network.detail ?? network.code,
          input: text,
          path: [i],
        });
    }
    return cidrs.size === 0 ? null : [...cidrs];
  }),
);

/** PEM (SPKI) or the raw 32 bytes in base64; what it says is judged when the key is issued. */
const publicKeyText = z
  .string("Give the public key as PEM.")
  .check(
    z.trim(),
    z.minLength(1, "Give the public key as PEM."),
    z.maxLength(4096, "That is too long for a public key."),
  );

/** The new private key's signature over `possessionStatement`; see possession.ts. */
export const possession = strictInput({
  at: z.iso.datetime({ precision: 3, error: "The statement's time is missing." }),
  signature: z
    .string("Paste the signature.")
    .check(
      z.trim(),
      z.regex(/^[A-Za-z0-9+/_-]{86}(?:==)?$/, "An Ed25519 signature is 64 bytes in base64: 88 characters."),
    ),
});

export const EXPIRES_IN_DEFAULT = "90d";
export const OVERLAP_DEFAULT = "24h";

export const issueKeyInput = strictInput({
  orgId,
  name: displayName,
  env: z._default(z.enum(keyEnvs, oneOf("The environment", keyEnvs)), "live"),
  kind: z.enum(keyKinds, oneOf("The kind", keyKinds)),
  profile: z.optional(z.enum(keyProfiles, oneOf("The profile", keyProfiles))),
  scopes: z
    .array(scopeId, "Name at least one scope.")
    .check(z.minLength(1, "Name at least one scope."), z.maxLength(64, "A key takes at most 64 scopes.")),
  ips: z._default(networks, null),
  /** Milliseconds after parsing. */
  expiresIn: z.prefault(
    duration("The life of a key", 1_000, 365 * DAY_MS, "1 s to 365 d"),
    EXPIRES_IN_DEFAULT,
  ),
  constraints: z._default(
    z.record(z.string(), z.string("A constraint's value is text."), "Constraints are name=value."),
    {},
  ),
  publicKey: z.optional(publicKeyText),
  possession: z.optional(possession),
  reason,
});
export type IssueKeyInput = z.output<typeof issueKeyInput>;

export const rotateKeyInput = strictInput({
  keyId,
  /** Milliseconds after parsing: how long the previous version still works. */
  overlap: z.prefault(duration("The overlap", 0, 7 * DAY_MS, "0 s to 7 d"), OVERLAP_DEFAULT),
  publicKey: z.optional(publicKeyText),
  possession: z.optional(possession),
  reason,
});
export type RotateKeyInput = z.output<typeof rotateKeyInput>;

export const changeStatusInput = strictInput({ keyId, reason });
export type ChangeStatusInput = z.output<typeof changeStatusInput>;
export const KEYS_AT_ONCE_MAX = 50;
export const suspendKeysInput = strictInput({
  keyIds: z
    .array(keyId, "Name at least one key.")
    .check(
      z.minLength(1, "Name at least one key."),
      z.maxLength(KEYS_AT_ONCE_MAX, `At most ${KEYS_AT_ONCE_MAX} keys at once.`),
    ),
  reason,
});
export type SuspendKeysInput = z.output<typeof suspendKeysInput>;
export const findKeyInput = strictInput({ keyId });

export type IssueKeyError =
  | "organization_not_found"
  | "organization_frozen"
  | "name_taken"
  | RuleCode
  | MaterialError
  | "live_key_not_ready";
export type RotateKeyError =
  | "key_not_found"
  | "key_revoked"
  | "key_expired"
  | "rotation_under_way"
  | MaterialError;
/** What can be wrong with the credential that a new version is to hold. */
export type MaterialError =
  | "public_key_needed"
  | "public_key_unexpected"
  | "public_key_invalid"
  | "public_key_in_use"
  | "public_key_kind_needed"
  | "possession_needed"
  | "possession_expired"
  | "possession_mismatch";
export type SuspendKeyError = "key_not_found" | "key_revoked";
export type ResumeKeyError = "key_not_found" | "key_revoked" | "key_expired";
export type RevokeKeyError = "key_not_found";
/** Codes of the safety rules, in the order in which they are judged (rules.ts). */
export type RuleCode =
  | "kind_unavailable"
  | "profile_unavailable"
  | "constraint_unavailable"
  | "scope_unknown"
  | "scope_above_ceiling"
  | "approval_unavailable"
  | "scope_too_risky"
  | "expiry_too_long";

/** What the gates have to confirm: `awaitGates(policyVersion)` tells when it holds everywhere. */
type Published = { readonly policyVersion: number };

export type IssuedKey = Published & {
  readonly keyId: string;
  readonly versionId: string;
  /** The whole token (bearer) or the MAC key's text (hmac); null for public-key kinds. Here and never again. */
  readonly secret: string | null;
  readonly fingerprint: string;
  readonly status: "active";
  readonly expiresAt: string;
};
export type RotatedKey = Published & {
  readonly keyId: string;
  readonly versionId: string;
  readonly secret: string | null;
  readonly fingerprint: string;
  /** When the version before this one ends; never later than the key itself. */
  readonly previousValidUntil: string;
};
export type StatusChange = Published & {
  readonly keyId: string;
  readonly status: KeyStatus;
  readonly effectiveAt: string;
  /** False: it was so before, and nothing happened now. */
  readonly changed: boolean;
};

export type SuspendedKeys = Published & {
  /** Ids of keys that are suspended now, whether or not they were before. */
  readonly suspended: readonly string[];
  /** Those that could not be, and why. */
  readonly refused: readonly { readonly keyId: string; readonly detail: string }[];
  readonly effectiveAt: string;
};

/** Badge words of the design (key row of its table of words). */
export type KeyBadge = "Active" | "Rotating" | "Suspended" | "Expired" | "Revoked";
export type VersionBadge = "Current" | "Ending" | "Ended";

export type KeyRow = {
  readonly keyId: string;
  readonly name: string;
  readonly org: { readonly id: string; readonly name: string; readonly kind: "venue" | "client" };
  readonly env: KeyEnv;
  readonly kind: IssuableKind;
  readonly profile: "bearer" | "rfc9421";
  /** In the catalogue's order. */
  readonly scopes: readonly string[];
  readonly highestScope: string | null;
  readonly risk: Risk;
  /** null: any address. */
  readonly ips: readonly string[] | null;
  readonly status: KeyStatus;
  readonly badge: KeyBadge;
  readonly createdAt: string;
  /** Who issued it, as a person reads it. */
  readonly createdBy: string;
  readonly expiresAt: string;
  /** By a proved request, of whichever version; null: never. */
  readonly lastUsedAt: string | null;
};
export type KeyVersion = {
  readonly versionId: string;
  readonly number: number;
  readonly badge: VersionBadge;
  readonly status: "current" | "ending" | "ended";
  readonly algorithm: "sha256-token" | "hmac-sha256" | "ed25519";
  readonly fingerprint: string;
  /** SPKI PEM; null where there is no public key. */
  readonly publicKeyPem: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** null: as long as the key. */
  readonly validUntil: string | null;
  readonly lastUsedAt: string | null;
  readonly lastIp: string | null;
};
export type KeyDetail = KeyRow & {
  readonly reason: string;
  readonly statusAt: string;
  readonly statusReason: string | null;
  readonly constraints: Readonly<Record<string, never>>;
  /** Newest first. */
  readonly versions: readonly KeyVersion[];
};

const choice = <const T extends readonly string[]>(what: string, values: T) =>
  z.object({
    op: z.enum(["is", "is_not"], "Choose is or is not."),
    values: z
      .array(z.enum(values, oneOf(what, values)))
      .check(z.minLength(1, "Choose at least one."), z.maxLength(20, "Choose at most 20.")),
  });

/** One entry a chip, so that a page can parse each alone and keep the rest when one is broken. */
export const keyFilterFields = {
  /** Looks in names, ids, organizations, who issued it, and networks; an address also finds the networks that hold it. */
  text: textField("The search", 1, 100),
  org: z.object({
    op: z.enum(["is", "is_not"], "Choose is or is not."),
    values: z
      .array(orgId)
      .check(z.minLength(1, "Choose at least one."), z.maxLength(20, "Choose at most 20.")),
  }),
  status: choice("The status", keyStatuses),
  kind: choice("The kind", issuableKinds),
  env: choice("The environment", keyEnvs),
  /** The highest risk among the key's scopes. */
  risk: choice("The risk", risks),
  /** `any`: keys without an IP list. */
  networks: z.enum(["any", "listed"], "Choose any or listed."),
  /** Keys not revoked that end within so many days, those ended excluded. */
  expiresWithinDays: z
    .int("A whole number of days.")
    .check(z.minimum(1, "At least 1 day."), z.maximum(365, "At most 365 days.")),
  /** RFC 3339 or a date alone (from its start, UTC). */
  createdAfter: z.union([z.iso.date(), z.iso.datetime({ offset: true })], "A date such as 2026-11-23."),
  /** Keys with two live versions. */
  rotating: z.literal(true, "Rotating, or left out."),
} as const;

const optional = <S extends Parameters<typeof z.optional>[0]>(schema: S) => z.optional(schema);
export const keyFilter = strictInput({
  text: optional(keyFilterFields.text),
  org: optional(keyFilterFields.org),
  status: optional(keyFilterFields.status),
  kind: optional(keyFilterFields.kind),
  env: optional(keyFilterFields.env),
  risk: optional(keyFilterFields.risk),
  networks: optional(keyFilterFields.networks),
  expiresWithinDays: optional(keyFilterFields.expiresWithinDays),
  createdAfter: optional(keyFilterFields.createdAfter),
  rotating: optional(keyFilterFields.rotating),
});
export type KeyFilter = z.output<typeof keyFilter>;

export const keySorts = ["created", "expires", "name"] as const;
export type KeySort = (typeof keySorts)[number];
export const KEYS_PAGE_SIZE = 50;
export const KEYS_COUNT_MAX = 10_000;

export const listKeysInput = strictInput({
  filter: z._default(keyFilter, {}),
  sort: z._default(z.enum(keySorts, oneOf("The order", keySorts)), "created"),
  direction: z._default(z.enum(["asc", "desc"], "The direction is asc or desc."), "desc"),
  /** A cursor of the page before: rows that follow it. At most one of the two. */
  after: z.optional(z.string().check(z.maxLength(400))),
  before: z.optional(z.string().check(z.maxLength(400))),
});
export type ListKeysInput = z.output<typeof listKeysInput>;

export type KeyPage = {
  readonly rows: readonly KeyRow[];
  /** Exact up to 10,000; then `count` is 10,000 and `exact` false. */
  readonly total: { readonly count: number; readonly exact: boolean };
  /** Cursors for `before` and `after`; null where there is no such page. */
  readonly previous: string | null;
  readonly next: string | null;
};
export type ListKeysError = "cursor_unknown";
