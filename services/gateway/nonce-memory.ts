import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FUTURE_MS_MAX } from "#lib/enforce/compile.ts";
import type { NonceEntry, NonceStore } from "#lib/enforce/nonce-store.ts";
import { writePrivate } from "#services/secret-file.ts";

/*
 * How a gate's memory of nonces gets past its own end. A marker says that a gate runs on this data directory; an orderly
 * stop takes it away and leaves the nonces. A marker found at the start means that the gate before ended without.
 */

const handoverPath = (dataDir: string) => join(dataDir, "gateway-nonces.json");
const markerPath = (dataDir: string) => join(dataDir, "gateway-running");

/**
 * Takes over what the gate before this one handed over; reads and removes it.
 *
 * @param startedMs when this process began.
 * @returns the moment before which signed requests have to be refused, since who answered them left no memory of it; 0
 *          when nothing is missing. A request may have been made as far as a second ahead of that gate's end.
 */
export function takeOverNonces(store: NonceStore, dataDir: string, startedMs: number): number {
  const path = handoverPath(dataDir);
  const left = existsSync(path);
  const entries = left ? readEntries(path) : null;
  rmSync(path, { force: true });
  const brokenOff = existsSync(markerPath(dataDir));
  writePrivate(markerPath(dataDir), `${process.pid}\n`);
  if (brokenOff || (left && entries === null)) return startedMs + FUTURE_MS_MAX;
  if (entries !== null) store.takeOver(entries, Date.now());
  return 0;
}

/** Leaves the nonces for the next gate; the last thing that happens after the last request. */
export function handOverNonces(store: NonceStore, dataDir: string): void {
  writePrivate(handoverPath(dataDir), JSON.stringify(store.handOver(Date.now())));
  rmSync(markerPath(dataDir), { force: true });
}

function readEntries(path: string): NonceEntry[] | null {
  try {
    const entries: unknown = JSON.parse(readFileSync(path, "utf8"));
    const whole =
      Array.isArray(entries) &&
      entries.every(
        (entry) =>
          Array.isArray(entry) &&
          typeof entry[0] === "string" &&
          typeof entry[1] === "string" &&
          typeof entry[2] === "number",
      );
    return whole ? (entries as NonceEntry[]) : null;
  } catch {
    return null;
  }
}
