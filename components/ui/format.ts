/**
 * How every number, time and id is written (one place, `Intl` only).
 *
 * Pure: the present and the zone are arguments. Dates are put together from parts in one locale, so that the
 * server and any browser write the same characters.
 */

/** Nothing is known or nothing applies. Zero is "0". */
export const MISSING = "—";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const RELATIVE_MS_MAX = 7 * DAY_MS;
const EXPIRES_SOON_DAYS = 30;
const COMPACT_FROM = 10_000_000;
const ID_SHOWN_CHARS = 10;

const integers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 20 });
const millions = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const scale = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const one = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const lists = new Intl.ListFormat("en-US", { style: "long", type: "conjunction" });
const plurals = new Intl.PluralRules("en-US");

/** `UTC` or an IANA zone name. */
export type Zone = string;

/** A whole number as it is: 1,204,118. Use it for titles and copies of what {@link formatNumber} shortened. */
export function formatExact(value: number | bigint): string {
  return integers.format(value);
}

/** 1,204,118; from 10 million "12.4 M", from a billion "3.1 B". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size < COMPACT_FROM) return integers.format(value);
  if (size < 999_950_000) return `${millions.format(value / 1_000_000)} M`;
  return `${millions.format(value / 1_000_000_000)} B`;
}

/** The end of an axis, short: 40k, 1.2M. */
export function formatScale(value: number): string {
  return scale.format(value).replace("K", "k");
}

/** A count that was taken exactly up to `max` only: 214, or "10,000+". */
export function formatCapped(count: number, max = 10_000): string {
  return count > max ? `${formatExact(max)}+` : formatExact(count);
}

/**
 * A share of a hundred: "0.02%", "1.80%", "97%".
 *
 * Two decimals under ten, none above; never rounds to 0 or 100 what is not exactly that.
 *
 * @param percent 0–100, already a percentage.
 */
export function formatPercent(percent: number): string {
  if (percent === 0) return "0.00%";
  if (percent < 0.01) return "<0.01%";
  if (percent < 9.995) return `${percent.toFixed(2)}%`;
  if (percent < 100 && percent > 99.5) return `${(Math.floor(percent * 10) / 10).toFixed(1)}%`;
  return `${Math.round(percent)}%`;
}

/** Part of a whole as a percentage; {@link MISSING} when there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? MISSING : formatPercent((part / whole) * 100);
}

/** "1 key", "2 keys": the plural is the word with s unless it is given. */
export function formatCount(count: number, word: string, plural = `${word}s`): string {
  return `${formatNumber(count)} ${plurals.select(count) === "one" ? word : plural}`;
}

/** "BTC and ETH", "a, b, and c". */
export function formatList(words: readonly string[]): string {
  return lists.format(words);
}

/** A decimal string with its code after it, without ever becoming a float: "250,000 USD". */
export function formatMoney(amount: string, code: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(amount);
  if (!match) throw new RangeError(`not a decimal amount: ${amount}`);
  const [, sign = "", whole = "0", fraction = ""] = match;
  return `${sign}${integers.format(BigInt(whole))}${fraction} ${code}`;
}

/** "846 / 1,200 in 60 s". */
export function formatRate(used: number, quota: number, windowSec: number): string {
  return `${formatNumber(used)} / ${formatNumber(quota)} in ${windowSec <= 90 ? `${windowSec} s` : formatDuration(windowSec * SECOND_MS, 1)}`;
}

const UNITS = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["min", MINUTE_MS],
  ["s", SECOND_MS],
] as const;

/**
 * "19 h 48 min", "4 min", "0.4 s", "38 ms".
 *
 * @param ms    0 or more; a negative length is written as its size.
 * @param units how many neighbouring units at most, 1 or 2.
 */
export function formatDuration(ms: number, units: 1 | 2 = 2): string {
  const size = Math.abs(ms);
  if (size < 100) return `${Math.round(size)} ms`;
  if (size < 10 * SECOND_MS) return `${one.format(size / SECOND_MS)} s`;
  const first = UNITS.findIndex(([, unitMs]) => size >= unitMs);
  const [name, unitMs] = UNITS[first] ?? UNITS[3];
  const whole = Math.floor(size / unitMs);
  const next = units === 2 ? UNITS[first + 1] : undefined;
  const rest = next ? Math.floor((size - whole * unitMs) / next[1]) : 0;
  return next && rest > 0 ? `${whole} ${name} ${rest} ${next[0]}` : `${whole} ${name}`;
}

/** "just now", "4 s ago", "2 h ago"; further than 7 days away, the date. A time to come reads "in 4 min". */
export function formatRelative(atMs: number, nowMs: number, zone: Zone): string {
  const awayMs = atMs - nowMs;
  if (Math.abs(awayMs) < SECOND_MS) return "just now";
  if (Math.abs(awayMs) > RELATIVE_MS_MAX) return formatDate(atMs, zone);
  const length = formatSteps(Math.abs(awayMs));
  return awayMs < 0 ? `${length} ago` : `in ${length}`;
}

function formatSteps(ms: number): string {
  const [name, unitMs] = UNITS.find(([, unit]) => ms >= unit) ?? UNITS[3];
  return `${Math.floor(ms / unitMs)} ${name}`;
}

export type Expiry = {
  /** "in 12 d", "6 h ago". */
  text: string;
  /** "5 Dec 2026". */
  date: string;
  tone: "calm" | "soon" | "past";
};

/** How long a credential lives on, and whether that is soon (30 days or less). */
export function formatExpiry(atMs: number, nowMs: number, zone: Zone): Expiry {
  const leftMs = atMs - nowMs;
  const date = formatDate(atMs, zone);
  if (leftMs <= 0)
    return { text: leftMs > -SECOND_MS ? "just now" : `${formatSteps(-leftMs)} ago`, date, tone: "past" };
  const text = `in ${formatSteps(leftMs)}`;
  return { text, date, tone: leftMs <= EXPIRES_SOON_DAYS * DAY_MS ? "soon" : "calm" };
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second" | "fractionalSecond" | "timeZoneName";

const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(atMs: number, zone: Zone, month: "short" | "2-digit"): (part: Part) => string {
  const name = `${zone} ${month}`;
  const formatter =
    formatters.get(name) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      year: "numeric",
      month,
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
      timeZoneName: "short",
    });
  formatters.set(name, formatter);
  const found = formatter.formatToParts(atMs);
  return (part) => found.find(({ type }) => type === part)?.value ?? "";
}

/** "14 Feb 2027". */
export function formatDate(atMs: number, zone: Zone): string {
  const part = parts(atMs, zone, "short");
  return `${Number(part("day"))} ${part("month")} ${part("year")}`;
}

/** The whole instant, as evidence is written: "2026-11-23 15:42:10.482 UTC". */
export function formatInstant(
  atMs: number,
  zone: Zone,
  precision: "minute" | "second" | "ms" = "ms",
): string {
  const part = parts(atMs, zone, "2-digit");
  const clock = [part("hour"), part("minute")];
  if (precision !== "minute") clock.push(part("second"));
  const fraction = precision === "ms" ? `.${part("fractionalSecond")}` : "";
  return `${part("year")}-${part("month")}-${part("day")} ${clock.join(":")}${fraction} ${part("timeZoneName")}`;
}

/** "15:42 UTC", or with seconds "15:42:10 UTC". */
export function formatClock(atMs: number, zone: Zone, seconds = false): string {
  const part = parts(atMs, zone, "2-digit");
  const tail = seconds ? `:${part("second")}` : "";
  return `${part("hour")}:${part("minute")}${tail} ${part("timeZoneName")}`;
}

/** "16:00", for an axis whose title names the zone. */
export function formatAxisTime(atMs: number, zone: Zone): string {
  const part = parts(atMs, zone, "2-digit");
  return `${part("hour")}:${part("minute")}`;
}

/** "4 Nov", for an axis of days. */
export function formatAxisDate(atMs: number, zone: Zone): string {
  const part = parts(atMs, zone, "short");
  return `${Number(part("day"))} ${part("month")}`;
}

/** What a header writes for the chosen zone: "UTC", "GMT+1". */
export function formatZone(atMs: number, zone: Zone): string {
  return parts(atMs, zone, "2-digit")("timeZoneName");
}

/** What is added to epoch milliseconds at that moment to read the zone's wall clock as if it were UTC. */
export function zoneOffsetMs(atMs: number, zone: Zone): number {
  const part = parts(atMs, zone, "2-digit");
  const wallMs = Date.UTC(
    Number(part("year")),
    Number(part("month")) - 1,
    Number(part("day")),
    Number(part("hour")),
    Number(part("minute")),
    Number(part("second")),
  );
  return wallMs - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

/** The first ten characters, for tables; copying always gives the whole. Request ids are never cut. */
export function formatShortId(id: string): string {
  return id.slice(0, ID_SHOWN_CHARS);
}

/** Where the rows of a page stand: "1–50 of 1,284". Known at the list's beginning only: a keyset has no page numbers. */
export function formatPlace(
  rows: number,
  all: string,
  ways: { readonly newer: unknown; readonly older: unknown },
): string {
  const some = formatNumber(rows);
  if (ways.newer === null && rows > 1) return `1–${some} of ${all}`;
  return ways.older === null && ways.newer !== null ? `The last ${some} of ${all}` : `${some} of ${all}`;
}
