import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** SQLite's answer when another process holds the file's lock. */
const SQLITE_BUSY = 5;
/** A lock that nothing refers to would be collected, and with it released. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock that dies with this process, however it dies: SQLite's, on a file without content. The kernel
 * drops it with the process, across containers too, which no pid file does.
 *
 * @returns release, or null when another process holds it.
 */
export function takeLock(path: string): (() => void) | null {
  const file = new DatabaseSync(path);
  try {
    file.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  writeFileSync(`${path}.pid`, `${process.pid}\n`);
  held.add(file);
  return () => {
    held.delete(file);
    file.close();
  };
}

/** The process that last took the lock, to tell a person; decides nothing. */
export function holderOf(path: string): string {
  try {
    return `process ${readFileSync(`${path}.pid`, "utf8").trim()}`;
  } catch {
    return "another process";
  }
}

/** Waits until the lock is free, at most `withinMs`. */
export async function waitForLock(path: string, withinMs: number): Promise<(() => void) | null> {
  for (const deadline = Date.now() + withinMs; ; await sleep(200)) {
    const release = takeLock(path);
    if (release !== null || Date.now() > deadline) return release;
  }
}
