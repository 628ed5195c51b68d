/** A small deterministic source of numbers (mulberry32): the same seed gives the same demo. Never for secrets. */
export type Random = {
  /** 0 ≤ x < 1. */
  readonly unit: () => number;
  /** A whole number, both ends included. */
  readonly int: (min: number, max: number) => number;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  readonly chance: (probability: number) => boolean;
};

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number) => min + Math.floor(unit() * (max - min + 1));
  return {
    unit,
    int,
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    chance: (probability) => unit() < probability,
  };
}
