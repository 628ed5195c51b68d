import { expect, it } from "vitest";
import { describeOffset } from "./server-clock.ts";

it("says how far off a clock is, and nothing that the measurement can't tell", () => {
  expect(describeOffset({ offsetMs: 6_240, errorMs: 12 })).toBe("is 6.2 s behind");
  expect(describeOffset({ offsetMs: -90_000, errorMs: 12 })).toBe("is 90 s ahead");
  expect(describeOffset({ offsetMs: 40, errorMs: 12 })).toBe("agrees with the gate's to 0.1 s");
  expect(describeOffset({ offsetMs: 700, errorMs: 900 })).toBe("agrees with the gate's to 0.9 s");
});
