const SHORT_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const NUMBER = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/**
 * Says whether a JSON number means the same after a double has held it: the shortest text of the double must denote
 * exactly the decimal value of the literal. So 1.0, 1e2 and 2^53+2 survive; 2^53+1, 0.1 with a twentieth digit and
 * 1e400 don't. −0 does not either: its sign would be lost.
 *
 * @param literal by the grammar of RFC 8259 §6.
 */
export function survivesAsNumber(literal: string): boolean {
  if (SHORT_INTEGER.test(literal)) return true;
  const value = Number(literal);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const shortest = String(value);
  return shortest === literal || decimal(shortest) === decimal(literal);
}

/** The magnitude as `<digits>e<exponent>`, meaning 0.digits × 10^exponent, without zeros at either end of digits. */
function decimal(literal: string): string {
  const [, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(literal) ?? [];
  const all = whole + fraction;
  const start = all.search(/[1-9]/);
  if (start === -1) return "0";
  let end = all.length;
  while (all[end - 1] === "0") end--;
  return `${all.slice(start, end)}e${whole.length - start + Number(exponent)}`;
}
