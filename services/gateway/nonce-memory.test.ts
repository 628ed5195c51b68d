import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NonceStore } from "#lib/enforce/nonce-store.ts";
import { handOverNonces, takeOverNonces } from "./nonce-memory.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kw-nonces-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const START = 1_000_000;
const file = () => join(dir, "gateway-nonces.json");

// Guarantee: the first gate on a data directory has nothing to have forgotten.
it("begins with nothing missing", () => {
  expect(takeOverNonces(new NonceStore(), dir, START)).toBe(0);
});

// Guarantee: an orderly end hands over what it knew, readable by its owner alone, once.
it("hands over from one to the next", () => {
  const first = new NonceStore();
  takeOverNonces(first, dir, START);
  first.remember("k_A", "a nonce", Date.now(), 30_000);
  handOverNonces(first, dir);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const second = new NonceStore();
  expect(takeOverNonces(second, dir, START)).toBe(0);
  expect(second.remember("k_A", "a nonce", Date.now(), 30_000)).toBe("replayed");
  expect(existsSync(file())).toBe(false);
});

// Guarantee: after an end that was not orderly, whatever was signed before the start is to be refused, and what was
// signed up to a second ahead of it.
it("knows that it doesn't know", () => {
  takeOverNonces(new NonceStore(), dir, START);
  expect(takeOverNonces(new NonceStore(), dir, START + 5_000)).toBe(START + 6_000);
});

// Guarantee: a file that is not whole is a memory lost.
it.each(['[["k_A","n"', '[["k_A"]]', "{}", ""])("does not trust half a file (%s)", (text) => {
  writeFileSync(file(), text);
  expect(takeOverNonces(new NonceStore(), dir, START)).toBe(START + 1_000);
});
