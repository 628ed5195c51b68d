import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
} from "node:fs";

/** A log never takes more than twice this: what it holds moves to `.1`, over what was there. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const TAIL_BYTES_MAX = 16 * 1024;
const TAIL_LINES_MAX = 20;
const LINE_CHARS_MAX = 400;

/** Opens a log for a child to write to directly: it goes on writing when the launcher is gone. */
export function openLog(path: string): { fd: number; startsAt: number } {
  const fd = openSync(path, "a", 0o600);
  return { fd, startsAt: fstatSync(fd).size };
}

/** Empties a log that has grown too long, keeping one copy. Writers append, so they go on at the new start. */
export function trimLog(path: string): void {
  if (!existsSync(path) || statSync(path).size < LOG_BYTES_MAX) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** The last lines written since `startsAt`: at most 20, each cut at 400 characters. */
export function lastLines(path: string, startsAt: number): string[] {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const from = Math.max(startsAt <= size ? startsAt : 0, size - TAIL_BYTES_MAX);
    const bytes = Buffer.alloc(size - from);
    readSync(file, bytes, 0, bytes.length, from);
    const lines = bytes
      .toString("utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
    return lines.slice(-TAIL_LINES_MAX).map((line) => line.slice(0, LINE_CHARS_MAX));
  } finally {
    closeSync(file);
  }
}
