import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import type { Change } from "./contract.ts";
import type { JsonObject } from "./event-data.ts";

/** Labels of fields whose name alone doesn't say it. */
const LABELS: Readonly<Record<string, string>> = {
  algorithm: "Algorithm",
  ceiling: "Ceiling",
  email: "E-mail",
  env: "Environment",
  expiresAt: "Ends",
  ips: "Networks",
  kind: "Kind",
  previousValidUntil: "Previous version ends",
  publicKey: "Public key",
  statusReason: "Reason",
  validUntil: "Ends",
  versionId: "Version id",
};

/** Fields where nothing stands for something of its own. */
const WHEN_NULL: Readonly<Record<string, string>> = {
  ips: "any address",
  tier: "default",
  validUntil: "with the key",
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** "Expires at" for `expiresAt`: a field's name in words. */
export function fieldLabel(name: string): string {
  const known = LABELS[name];
  if (known !== undefined) return known;
  const words = name
    .replaceAll(/[_-]/g, " ")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value in words, as evidence writes it: times in UTC with milliseconds, lists with commas. */
export function fieldValue(name: string, value: JsonValue): string {
  if (value === null) return WHEN_NULL[name] ?? "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string")
    return INSTANT.test(value) ? `${value.slice(0, 10)} ${value.slice(11, 23)} UTC` : value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? "none" : value.map((item) => fieldValue(name, item)).join(", ");
  return JSON.stringify(value);
}

const isTexts = (value: JsonValue | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/**
 * What differs between before and after, one line a field, in the order of `after` and then what only `before` had.
 * A field that is the same on both sides isn't a change.
 */
export function describeChanges(before: JsonObject | null, after: JsonObject | null): readonly Change[] {
  const changes: Change[] = [];
  for (const field of new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])) {
    const was = before?.[field];
    const is = after?.[field];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const label = fieldLabel(field);
    if (isTexts(was) && isTexts(is)) {
      changes.push({
        field,
        label,
        added: is.filter((item) => !was.includes(item)),
        removed: was.filter((item) => !is.includes(item)),
      });
    } else {
      changes.push({
        field,
        label,
        from: was === undefined ? null : fieldValue(field, was),
        to: is === undefined ? null : fieldValue(field, is),
      });
    }
  }
  return changes;
}

/** One change as part of a sentence: "max order 100,000 → 250,000", "scopes + trade:write − trade:cancel". */
export function changeInWords(change: Change): string {
  const label = change.label.charAt(0).toLowerCase() + change.label.slice(1);
  if ("added" in change) {
    const parts = [...change.added.map((item) => `+ ${item}`), ...change.removed.map((item) => `− ${item}`)];
    return `${label} ${parts.join(" ")}`;
  }
  return `${label} ${change.from ?? "none"} → ${change.to ?? "none"}`;
}
