import * as z from "zod/mini";
import { parseNetworks } from "#components/ui/cidr.ts";
import { parseDurationMs } from "#lib/kernel/duration.ts";
import {
  displayName,
  EXPIRES_IN_DEFAULT,
  type IssuableKind,
  type issueKeyInput,
  keyEnvs,
  possession,
  reason,
} from "#lib/keys/contract.ts";
import { canonicalNetwork } from "#lib/keys/networks.ts";
import { rawPublicKeyText } from "#lib/keys/possession.ts";
import { judge, type KeyRequest } from "#lib/keys/rules.ts";
import type { ScopeCatalogue } from "#lib/keys/scopes.ts";

/** The form of a new key: what is typed in it, what of it is wrong, and what of it is sent. Pure. */

/** How the credential comes about. */
export const means = ["browser", "paste", "hmac", "bearer"] as const;
export type Means = (typeof means)[number];

export const LIVES = [
  { value: "1d", label: "1 day" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "180d", label: "180 days" },
  { value: "365d", label: "365 days" },
] as const;

export type IssueValues = {
  readonly orgId: string;
  readonly name: string;
  readonly env: "live" | "test";
  readonly means: Means;
  readonly publicKey: string;
  /** The time in the statement that was signed; empty: none was made yet. */
  readonly possessionAt: string;
  readonly signature: string;
  readonly scopes: string[];
  /** As typed. */
  readonly networks: string;
  readonly expiresIn: string;
  readonly reason: string;
};

export const EMPTY: Omit<IssueValues, "orgId" | "means"> = {
  name: "",
  env: "live",
  publicKey: "",
  possessionAt: "",
  signature: "",
  scopes: [],
  networks: "",
  expiresIn: EXPIRES_IN_DEFAULT,
  reason: "",
};

export type IssueContext = { readonly ceiling: readonly string[]; readonly catalogue: ScopeCatalogue };

export function kindOf(chosen: Means): IssuableKind {
  return chosen === "hmac" || chosen === "bearer" ? chosen : "ed25519";
}

/** The request that the rules judge, as far as it is typed. */
export function requestOf(values: IssueValues): KeyRequest {
  const { networks } = parseNetworks(values.networks);
  return {
    kind: kindOf(values.means),
    scopes: values.scopes,
    ips: networks.length === 0 ? null : networks.map(({ cidr }) => cidr),
    lifeMs: parseDurationMs(values.expiresIn) ?? 0,
    constraints: {},
  };
}

const shape = z.object({
  orgId: z.string().check(z.minLength(1, "Choose an organization.")),
  name: displayName,
  env: z.enum(keyEnvs),
  means: z.enum(means),
  publicKey: z.string(),
  possessionAt: z.string(),
  signature: z.string(),
  scopes: z.array(z.string()).check(z.minLength(1, "Choose at least one scope.")),
  networks: z.string(),
  expiresIn: z.string(),
  reason,
});

/** What is wrong with the form, by field, with the sentences of the contract and of the rules. */
export function issueSchema(context: IssueContext) {
  return shape.check((payload) => {
    const values = payload.value;
    const say = (field: string, message: string) =>
      payload.issues.push({ code: "custom", path: [field], message, input: values });
    for (const text of networksIn(values.networks)) {
      const network = canonicalNetwork(text);
      if (!network.ok) say("networks", network.detail ?? network.code);
    }
    if (values.means === "paste") {
      for (const [field, message] of provenProblems(values)) say(field, message);
    }
    for (const { field, detail } of judge(requestOf(values), context)) say(FIELDS[field] ?? field, detail);
  });
}

/** The rules' names of fields that are called otherwise here. */
const FIELDS: Readonly<Record<string, string>> = { kind: "means", ips: "networks" };

const networksIn = (typed: string) => typed.split(/[\s,;]+/).filter(Boolean);

/** What a pasted public key still lacks. */
export function provenProblems(
  values: Pick<IssueValues, "publicKey" | "possessionAt" | "signature">,
): readonly (readonly ["publicKey" | "signature", string])[] {
  if (values.publicKey.trim() === "") return [["publicKey", "Paste the public key."]];
  if (/BEGIN [A-Z ]*PRIVATE KEY/.test(values.publicKey))
    return [
      [
        "publicKey",
        "This is a private key. Paste the public key, and have a new pair made: this one has been shown.",
      ],
    ];
  if (rawPublicKeyText(values.publicKey) === null)
    return [
      [
        "publicKey",
        "That is no Ed25519 public key. Paste it as PEM, from BEGIN to END, or its 32 bytes in base64.",
      ],
    ];
  const proof = possession.safeParse({ at: values.possessionAt, signature: values.signature });
  return proof.success ? [] : [["signature", proof.error.issues[0]?.message ?? "Paste the signature."]];
}

type Input = z.input<typeof issueKeyInput>;

/** What is sent. A browser-made key's public half and proof are given by the caller. */
export function inputOf(
  values: IssueValues,
  made: { readonly publicKey: string; readonly possession: { at: string; signature: string } } | null,
): Input {
  const ips = networksIn(values.networks);
  return {
    orgId: values.orgId,
    name: values.name,
    env: values.env,
    kind: kindOf(values.means),
    scopes: values.scopes,
    ips: ips.length === 0 ? null : ips,
    expiresIn: values.expiresIn,
    reason: values.reason,
    ...(values.means === "paste" && {
      publicKey: values.publicKey,
      possession: { at: values.possessionAt, signature: values.signature.trim() },
    }),
    ...(made ?? {}),
  };
}
