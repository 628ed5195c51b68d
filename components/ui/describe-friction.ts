/**
 * How much stands between a person and an act, by what is at stake.
 *
 * 0 rename, save a view · 1 suspend, freeze, narrow, end sessions · 2 rotate, widen, resume, invite, approve ·
 * 3 revoke, off-board, destroy a data key, kill switch.
 */
export type FrictionLevel = 0 | 1 | 2 | 3;

export type Friction = {
  preview: boolean;
  reason: "none" | "optional" | "required";
  typeName: boolean;
  stepUp: boolean;
  secondPerson: boolean;
  /** Where the focus opens: on the verb where speed contains harm, on Cancel where an act can't be undone. */
  focus: "verb" | "first-field" | "cancel";
  ends: "toast" | "receipt";
};

const LEVELS: Record<FrictionLevel, Friction> = {
  0: {
    preview: false,
    reason: "none",
    typeName: false,
    stepUp: false,
    secondPerson: false,
    focus: "verb",
    ends: "toast",
  },
  1: {
    preview: true,
    reason: "optional",
    typeName: false,
    stepUp: false,
    secondPerson: false,
    focus: "verb",
    ends: "receipt",
  },
  2: {
    preview: true,
    reason: "optional",
    typeName: false,
    stepUp: true,
    secondPerson: false,
    focus: "first-field",
    ends: "receipt",
  },
  3: {
    preview: true,
    reason: "required",
    typeName: true,
    stepUp: true,
    secondPerson: false,
    focus: "cancel",
    ends: "receipt",
  },
};

/**
 * What an act at this level asks for.
 *
 * @param secondPerson policy (level 4 of the ladder): the same as its level, then someone else decides too.
 */
export function frictionOf(level: FrictionLevel, secondPerson = false): Friction {
  return { ...LEVELS[level], secondPerson };
}

/** The same as a sentence, to stand above the buttons: what will be asked before anything happens. */
export function describeFriction(level: FrictionLevel, secondPerson = false): string {
  const { reason, stepUp, typeName } = frictionOf(level, secondPerson);
  const asks = [
    typeName && "the name typed",
    reason === "required" && "a reason",
    stepUp && "your passkey",
  ].filter((ask) => typeof ask === "string");
  const then = secondPerson ? " A second person decides after you." : "";
  if (asks.length === 0) return secondPerson ? "A second person decides after you." : "Takes effect at once.";
  const listed = asks.length > 1 ? `${asks.slice(0, -1).join(", ")} and ${asks.at(-1)}` : asks[0];
  return `Needs ${listed}.${then}`;
}

/** Whether what was typed is the name, letter for letter; spaces around it don't count. */
export function isNameTyped(typed: string, name: string): boolean {
  return typed.trim().normalize("NFC") === name.trim().normalize("NFC");
}
