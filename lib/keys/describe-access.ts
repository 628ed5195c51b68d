import { utcDate } from "#lib/kernel/clock.ts";
import type { KeyEnv, KeyStatus } from "./contract.ts";
import { builtInScopes, inCatalogueOrder, type Risk, riskOf, type ScopeCatalogue } from "./scopes.ts";

/** What a key may do, as far as its sentence needs it. */
export type Access = {
  readonly scopes: readonly string[];
  /** null: any address. */
  readonly ips: readonly string[] | null;
  readonly env: KeyEnv;
  readonly status: KeyStatus;
  /** RFC 3339. */
  readonly expiresAt: string;
};

/** A piece of the sentence. `bound` limits the access (networks, end); `cannot` says what it doesn't reach. */
export type AccessPart = {
  readonly text: string;
  readonly tone: "plain" | Risk | "bound" | "cannot" | "status";
};
export type AccessSentence = { readonly parts: readonly AccessPart[]; readonly text: string };

const HOURS_SHOWN_BELOW_MS = 48 * 3_600_000;

/**
 * What a key may do, in one plain sentence and another for what it can't: "Can place and cancel orders, from
 * 2 networks, until 14 Feb 2027. Cannot withdraw." The one way a key is described, wherever it is.
 *
 * @param nowMs within two days of the end the hour is told too.
 */
export function describeAccess(
  access: Access,
  nowMs: number,
  catalogue: ScopeCatalogue = builtInScopes,
): AccessSentence {
  const parts: AccessPart[] = [];
  const say = (text: string, tone: AccessPart["tone"] = "plain") => parts.push({ text, tone });
  const phrases = phrasesOf(access.scopes, catalogue);
  say(...opening(access));
  phrases.forEach(({ text, risk }, i) => {
    if (i > 0) say(i === phrases.length - 1 ? ", and " : ", ");
    say(text, risk);
  });
  if (phrases.length === 0) say("do nothing");
  if (access.env === "test") say(" on test upstreams", "bound");
  say(", ");
  say(fromWhere(access.ips), "bound");
  if (access.status === "active" || access.status === "suspended") {
    say(", ");
    say(`until ${endOf(access.expiresAt, nowMs)}`, "bound");
  }
  say(".");
  const cannot = cannotOf(new Set(access.scopes), catalogue);
  if (cannot.length > 0) {
    say(" ");
    say(`Cannot ${join(cannot, "or")}.`, "cannot");
  }
  return { parts, text: parts.map(({ text }) => text).join("") };
}

function opening({ status, expiresAt }: Access): [string, AccessPart["tone"]] {
  switch (status) {
    case "active":
      return ["Can ", "plain"];
    case "suspended":
      return ["Suspended. Once resumed it can ", "status"];
    case "expired":
      return [`Expired on ${utcDate(new Date(expiresAt))}. Could `, "status"];
    case "revoked":
      return ["Revoked. Could ", "status"];
  }
}

/** Highest risk first; what only reads is one phrase: "read market data, the account and orders". */
function phrasesOf(scopes: readonly string[], catalogue: ScopeCatalogue): { text: string; risk: Risk }[] {
  const words = (risk: Risk) =>
    inCatalogueOrder(scopes, catalogue)
      .filter((id) => riskOf(id, catalogue) === risk)
      .map((id) => catalogue.get(id)?.can ?? `use ${id}`);
  return (["transfer", "trade", "read"] as const).flatMap((risk) => {
    const text = joinVerbs(words(risk));
    return text === "" ? [] : [{ text, risk }];
  });
}

/** "place orders", "cancel orders" → "place and cancel orders"; "read a", "read b" → "read a and b". */
function joinVerbs(phrases: readonly string[]): string {
  const byVerb = new Map<string, string[]>();
  const byObject = new Map<string, string[]>();
  for (const phrase of phrases) {
    const space = phrase.indexOf(" ");
    const [verb, object] = space < 0 ? [phrase, ""] : [phrase.slice(0, space), phrase.slice(space + 1)];
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), object]);
  }
  for (const [verb, objects] of byVerb) {
    const object = join(objects.filter(Boolean), "and");
    byObject.set(object, [...(byObject.get(object) ?? []), verb]);
  }
  return join(
    [...byObject].map(([object, verbs]) => [join(verbs, "and"), object].filter(Boolean).join(" ")),
    "and",
  );
}

/** What people ask first and this key doesn't do. */
function cannotOf(held: ReadonlySet<string>, catalogue: ScopeCatalogue): string[] {
  const cannot: string[] = [];
  const trades = [...held].some((id) => riskOf(id, catalogue) === "trade");
  if (!trades) cannot.push("trade");
  else if (!held.has("trade:write") && held.has("trade:cancel")) cannot.push("place orders");
  if (held.has("chain:read") && !held.has("chain:broadcast")) cannot.push("broadcast transactions");
  if (held.has("clearing:read") && !held.has("clearing:write")) cannot.push("instruct clearing");
  if (!held.has("wallet:withdraw")) cannot.push("withdraw");
  return cannot;
}

function fromWhere(ips: readonly string[] | null): string {
  if (ips === null || ips.length === 0) return "from any address";
  return ips.length === 1 ? `from ${ips[0]}` : `from ${ips.length} networks`;
}

function endOf(expiresAt: string, nowMs: number): string {
  const near = Date.parse(expiresAt) - nowMs < HOURS_SHOWN_BELOW_MS;
  return near
    ? `${new Date(expiresAt).toISOString().slice(11, 16)} UTC on ${utcDate(new Date(expiresAt))}`
    : utcDate(new Date(expiresAt));
}

function join(words: readonly string[], last: "and" | "or"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
