import * as z from "zod/mini";

/** Letters, marks, digits, punctuation, symbols and the plain space: no control, format or private characters. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;
const PRINTABLE_LINES = /^[\p{L}\p{M}\p{N}\p{P}\p{S} \n]*$/u;

/** A text that people read, normalised (NFC, no space around it), `min` to `max` characters long. */
export function textField(what: string, min: number, max: number, lines: "one" | "many" = "one") {
  const length = `${what} takes ${min} to ${max} characters.`;
  return z
    .string(length)
    .check(
      z.trim(),
      z.normalize("NFC"),
      z.minLength(min, length),
      z.maxLength(max, length),
      z.regex(
        lines === "one" ? PRINTABLE : PRINTABLE_LINES,
        `${what} takes letters, digits, signs and plain spaces only.`,
      ),
    );
}
