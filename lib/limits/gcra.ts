/*
 * The generic cell rate algorithm (ITU-T I.371), as arithmetic alone: one number a caller is all that is kept.
 *
 * That number is the theoretical arrival time (TAT): when the caller would be idle again if it stopped now. All times
 * are whole microseconds of a monotonic clock.
 */

export type Rate = {
  /** Cost units that an idle caller may spend at once. */
  readonly burst: number;
  /** Microseconds in which one cost unit is refilled; rounded up, so that never more than the quota fits a window. */
  readonly intervalUs: number;
};

/** Never spent anything, whatever the time is. */
export const IDLE_TAT_US = 0;

export function rateOf(limit: {
  readonly quota: number;
  readonly windowSec: number;
  readonly burst: number;
}): Rate {
  return { burst: limit.burst, intervalUs: Math.ceil((limit.windowSec * 1_000_000) / limit.quota) };
}

/** How long the caller has to wait before `cost` units fit: 0 if they fit now. @param cost 1 … burst. */
export function waitUs(tatUs: number, nowUs: number, rate: Rate, cost: number): number {
  const idleForUs = tatUs > nowUs ? tatUs - nowUs : 0;
  const over = idleForUs + (cost - rate.burst) * rate.intervalUs;
  return Math.max(over, 0);
}

/** The TAT after `cost` units were spent; the caller has seen `waitUs` answer 0. */
export function spend(tatUs: number, nowUs: number, rate: Rate, cost: number): number {
  return Math.max(tatUs, nowUs) + cost * rate.intervalUs;
}

/** Whole cost units that could be spent at once now: 0 … burst. */
export function remaining(tatUs: number, nowUs: number, rate: Rate): number {
  if (tatUs <= nowUs) return rate.burst;
  const units = Math.floor((rate.burst * rate.intervalUs - (tatUs - nowUs)) / rate.intervalUs);
  return Math.max(units, 0);
}

/** Microseconds until the caller has its whole burst again. */
export function idleInUs(tatUs: number, nowUs: number): number {
  return tatUs > nowUs ? tatUs - nowUs : 0;
}
