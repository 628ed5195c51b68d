/** Decimal places kept of every amount and price. */
const PLACES = 8;
export const UNIT = 10n ** BigInt(PLACES);

const DECIMAL = /^(0|[1-9]\d{0,11})(?:\.(\d{1,8}))?$/;

/**
 * Reads a plain decimal: no sign, exponent or leading zeros, at most 12 digits before the point and 8 after it.
 *
 * @returns the amount in units of 10^-8, or null when `text` is anything else.
 */
export function parseDecimal(text: string): bigint | null {
  const parts = DECIMAL.exec(text);
  if (!parts) return null;
  return BigInt(parts[1] as string) * UNIT + BigInt((parts[2] ?? "").padEnd(PLACES, "0"));
}

/** The shortest decimal of `units` × 10^-8; `units` may be negative. */
export function formatDecimal(units: bigint): string {
  const size = units < 0n ? -units : units;
  const fraction = (size % UNIT).toString().padStart(PLACES, "0").replace(/0+$/, "");
  const whole = (size / UNIT).toString();
  return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
