import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Purpose, useKeyEncryption } from "./kek.ts";

/** Gives this process key-encryption keys of its own for a test. */
export function testKeyEncryption(purposes: readonly Purpose[] = ["gate", "console"]): {
  readonly uris: Readonly<Record<string, string>>;
  readonly end: () => void;
} {
  const dir = mkdtempSync(join(tmpdir(), "kw-kek-"));
  const uris = Object.fromEntries(
    purposes.map((purpose) => {
      const path = join(dir, `kek-${purpose}`);
      writeFileSync(path, randomBytes(32), { mode: 0o600 });
      return [purpose, `file:${path}`];
    }),
  );
  useKeyEncryption(uris);
  return { uris, end: () => rmSync(dir, { recursive: true, force: true }) };
}
