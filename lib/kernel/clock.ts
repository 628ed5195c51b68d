/** Milliseconds since the epoch. Passed in, so that a test or the demo owns the time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

const dates = new Intl.DateTimeFormat("en-US", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** The day in UTC as sentences write it: "14 Feb 2027". */
export function utcDate(time: Date | number): string {
  const part = Object.fromEntries(dates.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${part.day} ${part.month} ${part.year}`;
}

/** RFC 3339 in UTC with milliseconds: the one form in which times leave the process. */
export function rfc3339(time: Date | number): string {
  return new Date(time).toISOString();
}
