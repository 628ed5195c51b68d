import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Makes a directory only its owner may enter, and takes back what an earlier umask or hand gave away. */
export function privateDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/** Writes a file whole or not at all (a crash leaves the old one), readable by its owner only. */
export function writePrivate(path: string, content: string | Uint8Array, mode = 0o600): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", mode);
  try {
    writeSync(file, typeof content === "string" ? Buffer.from(content) : content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** The secret kept at `path`; made by `make` at first, never replaced afterwards. */
export function keptSecret(path: string, make: () => Uint8Array): Buffer {
  privateDir(dirname(path));
  if (!existsSync(path)) writePrivate(path, make());
  chmodSync(path, 0o600);
  return readFileSync(path);
}
