import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { kekFor, openKek, useKeyEncryption } from "./kek.ts";

const dir = mkdtempSync(join(tmpdir(), "kw-kek-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function keyFile(name: string, bytes: Buffer, mode = 0o600): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  return path;
}

const aad = Buffer.from("aad");

// Guarantee: what one key wrapped, that key alone unwraps, and only for what it was wrapped for.
it("unwraps what it wrapped and nothing else", () => {
  const a = openKek(`file:${keyFile("a", randomBytes(32))}`);
  const b = openKek(`file:${keyFile("b", randomBytes(32))}`);
  const dataKey = randomBytes(32);
  const wrapped = a.wrap(dataKey, aad);
  expect(a.unwrap(wrapped, aad)).toEqual(dataKey);
  expect(b.unwrap(wrapped, aad)).toBeNull();
  expect(a.unwrap(wrapped, Buffer.from("aae"))).toBeNull();
  for (let i = 0; i < wrapped.length; i++) {
    const altered = Buffer.from(wrapped);
    altered[i] = (altered[i] as number) ^ 1;
    expect(a.unwrap(altered, aad)).toBeNull();
  }
  expect(a.unwrap(Buffer.alloc(0), aad)).toBeNull();
  expect(a.id).not.toBe(b.id);
});

// Guarantee: the same key has the same name wherever its file lies.
it("names a key by what it is", () => {
  const bytes = randomBytes(32);
  expect(openKek(`file:${keyFile("c", bytes)}`).id).toBe(openKek(`file:${keyFile("d", bytes)}`).id);
});

// Guarantee: a key that others can read is refused, not used.
it.each([0o640, 0o604, 0o660, 0o644])("refuses a file of mode %o", (mode) => {
  expect(() => openKek(`file:${keyFile("open", randomBytes(32), mode)}`)).toThrow(
    expect.objectContaining({ code: "kek_exposed" }),
  );
});

// Guarantee: half a key, a key with a line end, no key, a directory or an unknown provider is refused by name.
it("refuses what is no key", () => {
  for (const length of [0, 31, 33]) {
    expect(() => openKek(`file:${keyFile("short", Buffer.alloc(length))}`)).toThrow(
      expect.objectContaining({ code: "kek_unreadable" }),
    );
  }
  expect(() => openKek(`file:${join(dir, "missing")}`)).toThrow(
    expect.objectContaining({ code: "kek_unreadable" }),
  );
  expect(() => openKek(`file:${dir}`)).toThrow(expect.objectContaining({ code: "kek_unreadable" }));
  for (const uri of ["vault:transit/gate", "awskms:alias/gate", "file:relative", ""])
    expect(() => openKek(uri)).toThrow(expect.objectContaining({ code: "kek_unknown" }));
});

// Guarantee: a process opens only what it was given the key for.
it("holds no key that it was not given", () => {
  useKeyEncryption({ gate: `file:${keyFile("gate", randomBytes(32))}` });
  expect(kekFor("gate").id).toMatch(/^file:/);
  expect(() => kekFor("console")).toThrow(expect.objectContaining({ code: "kek_unknown" }));
});
