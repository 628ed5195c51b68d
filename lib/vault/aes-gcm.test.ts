import { createSecretKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { GCM_KEY_LENGTH, gcmDecrypt, gcmEncrypt } from "./aes-gcm.ts";

type Case = {
  tcId: number;
  comment: string;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: "valid" | "invalid";
};
type Vectors = { testGroups: { keySize: number; tests: Case[] }[] };

const vectors = JSON.parse(
  readFileSync(new URL("./vectors/aes_gcm_test.json", import.meta.url), "utf8"),
) as Vectors;
/** Nonces of 257 bytes, which Node refuses (vectors/SOURCES.md). */
const BEYOND_NODE = new Set([268, 272, 276]);
const cases = vectors.testGroups
  .filter(({ keySize }) => keySize === GCM_KEY_LENGTH * 8)
  .flatMap(({ tests }) => tests)
  .filter(({ tcId }) => !BEYOND_NODE.has(tcId));

const hex = (text: string) => Buffer.from(text, "hex");

// Guarantee: the cipher under everything sealed agrees with Project Wycheproof, on what it must open and must refuse.
it.each(cases)("answers Wycheproof AES-256-GCM case $tcId ($result) $comment", (test) => {
  const key = createSecretKey(hex(test.key));
  const opened = gcmDecrypt(key, hex(test.iv), Buffer.concat([hex(test.ct), hex(test.tag)]), hex(test.aad));
  if (test.result === "invalid") return expect(opened).toBeNull();
  expect(opened?.toString("hex")).toBe(test.msg);
  expect(gcmEncrypt(key, hex(test.iv), hex(test.msg), hex(test.aad)).toString("hex")).toBe(
    test.ct + test.tag,
  );
});

// Guarantee: the vectors were there; a test of nothing would pass too.
it("ran the AES-256 part of the vectors", () => {
  expect(cases.length).toBeGreaterThan(60);
  expect(cases.some(({ result }) => result === "invalid")).toBe(true);
});
