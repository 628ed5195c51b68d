import { describe, expect, it } from "vitest";
import { describeFriction, type FrictionLevel, frictionOf, isNameTyped } from "./describe-friction.ts";

const LEVELS: readonly FrictionLevel[] = [0, 1, 2, 3];

describe("the friction ladder", () => {
  it("asks for at least as much on every higher step", () => {
    const weight = (level: FrictionLevel) => {
      const { preview, reason, typeName, stepUp } = frictionOf(level);
      return (
        Number(preview) +
        Number(reason !== "none") +
        Number(reason === "required") +
        Number(typeName) +
        Number(stepUp)
      );
    };
    for (const level of [1, 2, 3] as const)
      expect(weight(level)).toBeGreaterThan(weight((level - 1) as FrictionLevel));
  });

  it("contains in two key presses: focus on the verb, no step-up, no name", () => {
    expect(frictionOf(1)).toMatchObject({
      focus: "verb",
      stepUp: false,
      typeName: false,
      reason: "optional",
    });
  });

  it("opens on Cancel where an act can't be undone", () => {
    expect(frictionOf(3)).toMatchObject({
      focus: "cancel",
      typeName: true,
      reason: "required",
      stepUp: true,
    });
  });

  it("shows a preview for everything but the small reversible acts, which alone end in a toast", () => {
    expect(LEVELS.map((level) => [frictionOf(level).preview, frictionOf(level).ends])).toEqual([
      [false, "toast"],
      [true, "receipt"],
      [true, "receipt"],
      [true, "receipt"],
    ]);
  });

  it("adds the second person to a level without taking anything from it", () => {
    expect(frictionOf(3, true)).toEqual({ ...frictionOf(3), secondPerson: true });
  });

  it("says beforehand what it will ask for", () => {
    expect(LEVELS.map((level) => describeFriction(level))).toEqual([
      "Takes effect at once.",
      "Takes effect at once.",
      "Needs your passkey.",
      "Needs the name typed, a reason and your passkey.",
    ]);
    expect(describeFriction(2, true)).toBe("Needs your passkey. A second person decides after you.");
  });
});

it("takes the name letter for letter", () => {
  expect(isNameTyped(" mm-prod-eu-2 ", "mm-prod-eu-2")).toBe(true);
  expect(isNameTyped("MM-prod-eu-2", "mm-prod-eu-2")).toBe(false);
  expect(isNameTyped("", "mm-prod-eu-2")).toBe(false);
  expect(isNameTyped("Zu\u0308rich desk", "Zürich desk")).toBe(true);
});
