/** Milliseconds since the epoch. Passed in, so that a test or the demo owns the time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** RFC 3339 in UTC with milliseconds: the one form in which times leave the process. */
export function rfc3339(time: Date | number): string {
  return new Date(time).toISOString();
}
