import fc from "fast-check";
import { expect, it } from "vitest";
import { IDLE_TAT_US, rateOf, remaining, spend, waitUs } from "./gcra.ts";

const limits = fc.record({
  quota: fc.integer({ min: 1, max: 100_000 }),
  windowSec: fc.integer({ min: 1, max: 3600 }),
  burst: fc.integer({ min: 1, max: 1_000 }),
});
const calls = fc.array(
  fc.record({ afterUs: fc.integer({ min: 0, max: 30_000_000 }), cost: fc.integer({ min: 1, max: 1_000 }) }),
  { maxLength: 200 },
);

/** A bucket of tokens, written the long way: a token is `interval` microseconds of credit, never more than `burst`. */
function tokenBucket(burst: number, intervalUs: number) {
  let creditUs = burst * intervalUs;
  return {
    pass(us: number) {
      creditUs = Math.min(burst * intervalUs, creditUs + us);
    },
    take(cost: number): boolean {
      if (creditUs < cost * intervalUs) return false;
      creditUs -= cost * intervalUs;
      return true;
    },
    whole: () => Math.floor(creditUs / intervalUs),
  };
}

// Guarantee: GCRA decides as the token bucket it stands for, for every sequence of calls.
it("agrees with a token bucket on every call", () => {
  fc.assert(
    fc.property(limits, calls, (limit, sequence) => {
      const rate = rateOf(limit);
      const reference = tokenBucket(rate.burst, rate.intervalUs);
      let nowUs = 1_000_000;
      let tat = IDLE_TAT_US;
      for (const { afterUs, cost: asked } of sequence) {
        nowUs += afterUs;
        reference.pass(afterUs);
        const cost = Math.min(asked, rate.burst);
        const fits = waitUs(tat, nowUs, rate, cost) === 0;
        expect(fits).toBe(reference.take(cost));
        if (fits) tat = spend(tat, nowUs, rate, cost);
        expect(remaining(tat, nowUs, rate)).toBe(reference.whole());
      }
    }),
  );
});

// Guarantee: what waitUs says is exact: it fits then, and not a microsecond before.
it("names the first moment at which a call fits", () => {
  fc.assert(
    fc.property(limits, fc.nat(1_000), fc.nat(1_000), (limit, spent, wanted) => {
      const rate = rateOf(limit);
      const cost = Math.min(wanted + 1, rate.burst);
      const tat = spend(IDLE_TAT_US, 1_000_000, rate, Math.min(spent + 1, rate.burst));
      const wait = waitUs(tat, 1_000_000, rate, cost);
      expect(waitUs(tat, 1_000_000 + wait, rate, cost)).toBe(0);
      if (wait > 0) expect(waitUs(tat, 1_000_000 + wait - 1, rate, cost)).toBe(1);
    }),
  );
});

// Guarantee: however a caller times its calls, a window lets no more through than the burst and the quota.
it("never exceeds burst and quota in a window", () => {
  fc.assert(
    fc.property(
      limits,
      fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 300 }),
      (limit, gaps) => {
        const rate = rateOf(limit);
        let nowUs = 5;
        let tat = IDLE_TAT_US;
        const passed: number[] = [];
        for (const gap of gaps) {
          nowUs += gap;
          if (waitUs(tat, nowUs, rate, 1) > 0) continue;
          tat = spend(tat, nowUs, rate, 1);
          passed.push(nowUs);
        }
        const windowUs = limit.windowSec * 1_000_000;
        for (const [i, from] of passed.entries()) {
          const inWindow = passed.slice(i).filter((at) => at < from + windowUs).length;
          expect(inWindow).toBeLessThanOrEqual(limit.burst + limit.quota);
        }
      },
    ),
  );
});
