/** All that is said on stdout, and said once, at the end: a command that fails has printed nothing there. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printText(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** A remark that is no part of the answer. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Rows under a head, each column as wide as its widest cell; two spaces between, none at the end of a line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head.map((title) => title.toUpperCase())), ...rows.map(line)].join("\n");
}

/** Facts under one another, indented, their names in a column; a fact of several lines is indented whole. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
  return pairs
    .map(([name, value]) => `  ${name.padEnd(width)}${value.replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`)
    .join("\n");
}

export function gatesText({ confirmed, total }: { confirmed: number; total: number }): string {
  if (total === 0) return "no gate is running; it holds as soon as one starts";
  if (confirmed === total) return total === 1 ? "the gate confirmed" : `all ${total} confirmed`;
  return `${confirmed} of ${total} confirmed within 2 s; the others follow`;
}

/** 2026-11-23 15:42:10 UTC */
export function timeText(rfc3339: string): string {
  return `${rfc3339.slice(0, 10)} ${rfc3339.slice(11, 19)} UTC`;
}
