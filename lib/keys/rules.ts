import { DAY_MS } from "#lib/kernel/duration.ts";
import type { IssuableKind, KeyKind, KeyProfile, RuleCode } from "./contract.ts";
import { highestRisk, type Risk, riskOf, risks, type ScopeCatalogue } from "./scopes.ts";

/** The safety rules of the contract, as one table. Pure; runs in a browser too. */

/** What a kind of credential may carry, and whether this release issues it. */
type KindRule = {
  readonly issued: boolean;
  /** The most that a stolen or replayed credential of this kind may be good for. */
  readonly riskMax: Risk;
  /** The client makes the pair and brings the public half: no secret ever passes through us. */
  readonly publicKey: boolean;
  readonly words: string;
};
export const kindRules = {
  bearer: { issued: true, riskMax: "read", publicKey: false, words: "bearer token" },
  hmac: { issued: true, riskMax: "trade", publicKey: false, words: "HMAC secret" },
  ed25519: { issued: true, riskMax: "transfer", publicKey: true, words: "Ed25519 key" },
  p256: { issued: false, riskMax: "transfer", publicKey: true, words: "P-256 key" },
  rsa: { issued: false, riskMax: "transfer", publicKey: true, words: "RSA key" },
  mtls: { issued: false, riskMax: "trade", publicKey: true, words: "client certificate" },
} as const satisfies Record<KeyKind, KindRule>;

const profilesIssued: ReadonlySet<KeyProfile> = new Set<KeyProfile>(["rfc9421"]);

export const LIFE_MS_MAX = { listed: 365 * DAY_MS, anyAddress: 90 * DAY_MS } as const;

/** What a key's highest risk asks for besides the ceiling. */
const riskRules = {
  read: { approval: false },
  trade: { approval: false },
  transfer: { approval: true },
} as const satisfies Record<Risk, { approval: boolean }>;

/** A second person's approval is not built yet: what needs one is refused, never issued without it. */
const APPROVALS_EXIST = false;

export type KeyRequest = {
  readonly kind: KeyKind;
  readonly profile?: KeyProfile | undefined;
  readonly scopes: readonly string[];
  readonly ips: readonly string[] | null;
  readonly lifeMs: number;
  readonly constraints: Readonly<Record<string, string>>;
};
export type RuleContext = { readonly ceiling: readonly string[]; readonly catalogue: ScopeCatalogue };
export type Violation = { readonly code: RuleCode; readonly field: string; readonly detail: string };

type Rule = {
  readonly code: RuleCode;
  /** The field to mend. */
  readonly field: string;
  /** What is wrong and what to do; null: the rule is kept. */
  readonly broken: (request: KeyRequest, context: RuleContext) => string | null;
};

/** In the order in which they are told. */
export const safetyRules: readonly Rule[] = [
  {
    code: "kind_unavailable",
    field: "kind",
    broken: ({ kind }) =>
      kindRules[kind].issued
        ? null
        : `The kind ${kind} is not available in this release. Choose ${issued().join(", ")}.`,
  },
  {
    code: "profile_unavailable",
    field: "profile",
    broken: ({ kind, profile }) => {
      if (profile === undefined) return null;
      if (kind === "bearer") return "A bearer key signs nothing and takes no profile. Leave it out.";
      return profilesIssued.has(profile)
        ? null
        : `The profile ${profile} is not available in this release. Choose ${[...profilesIssued].join(", ")}.`;
    },
  },
  {
    code: "constraint_unavailable",
    field: "constraints",
    broken: ({ constraints }) => {
      const [first] = Object.keys(constraints);
      return first === undefined
        ? null
        : `The constraint ${first} can't be enforced by this release, so no key is issued with it. Leave it out.`;
    },
  },
  {
    code: "scope_unknown",
    field: "scopes",
    broken: ({ scopes }, { catalogue }) => {
      const unknown = scopes.find((id) => !catalogue.has(id));
      return unknown === undefined
        ? null
        : `There is no scope "${unknown}". Known are ${[...catalogue.keys()].join(", ")}.`;
    },
  },
  {
    code: "scope_above_ceiling",
    field: "scopes",
    broken: ({ scopes }, { ceiling }) => {
      const above = scopes.find((id) => !ceiling.includes(id));
      return above === undefined
        ? null
        : `${above} is above the organization's ceiling, which is ${ceiling.join(", ") || "empty"}.`;
    },
  },
  {
    code: "scope_too_risky",
    field: "scopes",
    broken: ({ kind, scopes }, { catalogue }) => {
      const { riskMax, words } = kindRules[kind];
      const worst = scopes.find((id) => rank(riskOf(id, catalogue)) > rank(riskMax));
      if (worst === undefined) return null;
      const able = kindsFor(riskOf(worst, catalogue));
      return `${article(words)} ${words} may hold ${riskMax === "read" ? "read scopes only" : "scopes up to trade"}; ${worst} needs ${able.join(" or ")}.`;
    },
  },
  {
    code: "approval_unavailable",
    field: "scopes",
    broken: ({ scopes }, { catalogue }) => {
      const transfer = scopes.find((id) => riskRules[riskOf(id, catalogue)].approval);
      return transfer === undefined || APPROVALS_EXIST
        ? null
        : `${transfer} can move money, so its key needs a second person's approval, which this release can't ask for. Leave it out.`;
    },
  },
  {
    code: "expiry_too_long",
    field: "expiresIn",
    broken: ({ ips, lifeMs }) => {
      if (lifeMs <= lifeMsMax(ips)) return null;
      return noNetworks(ips)
        ? "Without an IP list a key lives at most 90 d. Name its networks, or choose an earlier end."
        : "A key lives at most 365 d. Choose an earlier end.";
    },
  },
];

/**
 * Every rule that a request breaks, in the table's order; none means that the key may be issued.
 * What a server refuses and what a form shows before submitting come from here alike.
 */
export function judge(request: KeyRequest, context: RuleContext): readonly Violation[] {
  return safetyRules.flatMap(({ code, field, broken }) => {
    const detail = broken(request, context);
    return detail === null ? [] : [{ code, field, detail }];
  });
}

/** What a choice of scopes and networks asks for, to be shown while choosing. */
export function requirements(
  scopes: readonly string[],
  ips: readonly string[] | null,
  catalogue: ScopeCatalogue,
): {
  readonly risk: Risk;
  /** Kinds that may hold these scopes, of those this release issues. */
  readonly kinds: readonly IssuableKind[];
  readonly lifeDaysMax: number;
  readonly approval: boolean;
} {
  const risk = highestRisk(scopes, catalogue);
  return {
    risk,
    kinds: kindsFor(risk),
    lifeDaysMax: lifeMsMax(ips) / DAY_MS,
    approval: riskRules[risk].approval,
  };
}

/** How long a key from these networks may live, in milliseconds. */
export function lifeMsMax(ips: readonly string[] | null): number {
  return noNetworks(ips) ? LIFE_MS_MAX.anyAddress : LIFE_MS_MAX.listed;
}

const noNetworks = (ips: readonly string[] | null) => ips === null || ips.length === 0;
const rank = (risk: Risk) => risks.indexOf(risk);
const issued = () => (Object.keys(kindRules) as KeyKind[]).filter((kind) => kindRules[kind].issued);
const kindsFor = (risk: Risk) =>
  issued().filter((kind) => rank(kindRules[kind].riskMax) >= rank(risk)) as IssuableKind[];
const article = (words: string) => (/^(?:HMAC|RSA|[aeiouE])/.test(words) ? "An" : "A");
