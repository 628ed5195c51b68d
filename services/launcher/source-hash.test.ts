import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sourceHash } from "./source-hash.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kw-src-"));
  mkdirSync(join(root, "app/keys"), { recursive: true });
  mkdirSync(join(root, "services"));
  writeFileSync(join(root, "app/keys/page.tsx"), "one");
});
afterEach(() => rmSync(root, { recursive: true }));

// Guarantee: the console is built anew exactly when something it is built from has changed.
it("changes with content and name of a source, and with nothing else", () => {
  const before = sourceHash(root);
  writeFileSync(join(root, "services/main.ts"), "not built");
  writeFileSync(join(root, "app/keys/page.test.tsx"), "not built");
  expect(sourceHash(root)).toBe(before);
  writeFileSync(join(root, "app/keys/page.tsx"), "two");
  const changed = sourceHash(root);
  expect(changed).not.toBe(before);
  writeFileSync(join(root, "app/keys/page.tsx"), "one");
  expect(sourceHash(root)).toBe(before);
  rmSync(join(root, "app/keys/page.tsx"));
  writeFileSync(join(root, "app/page.tsx"), "one");
  expect(sourceHash(root)).not.toBe(before);
  expect(sourceHash(root)).not.toBe(changed);
});
