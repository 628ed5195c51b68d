import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { privateDir } from "#services/secret-file.ts";
import { diskFull, StartRefused, storageRefusal } from "./refusal.ts";

/** What a new database and its first log segments take, with room to work; later starts need less. */
const FIRST_START_BYTES_MIN = 256 * 1024 * 1024;
const LATER_START_BYTES_MIN = 32 * 1024 * 1024;

/**
 * Makes the data directory with its rooms, or checks the one that is there.
 *
 * Only its owner may read it. As root, others may pass through it, for the database runs as another user; every
 * room with something to hide is closed to them.
 *
 * @throws {StartRefused} when it cannot be made, written to, or has too little space.
 */
export function openDataDir(dataDir: string, asRoot: boolean): void {
  try {
    if (!existsSync(dataDir)) makeDir(dataDir, asRoot ? 0o711 : 0o700);
    const stat = statSync(dataDir);
    if (!stat.isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, "x");
    rmSync(probe);
    if (asRoot && (stat.mode & 0o001) === 0) chmodSync(dataDir, (stat.mode & 0o7777) | 0o001);
    for (const room of ["secrets", "log"]) privateDir(join(dataDir, room));
    requireSpace(dataDir);
  } catch (error) {
    const line = error instanceof StartRefused ? null : storageRefusal(error, dataDir);
    if (line === null) throw error;
    throw new StartRefused(line);
  }
}

/** Not Node's own recursive way: where a file system answers ENOENT, as /proc does, that one never returns. */
function makeDir(path: string, mode: number): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeDir(parent, 0o755);
  mkdirSync(path, { mode });
}

function requireSpace(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const first = !existsSync(join(dataDir, "database.json"));
  if (bavail * bsize < (first ? FIRST_START_BYTES_MIN : LATER_START_BYTES_MIN))
    throw new StartRefused(diskFull(dataDir));
}
