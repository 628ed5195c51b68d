import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { possessionCommand, possessionStatement, rawPublicKeyText } from "./possession.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
const statement = possessionStatement({
  sessionId: "0192f000-0000-7000-8000-000000000003",
  orgId: "0192f000-0000-7000-8000-000000000002",
  publicKey: raw.toString("base64url"),
  at: "2026-11-23T15:42:10.482Z",
});

// Guarantee: the statement is one line that can stand between single quotes, and each of its four facts changes it.
it("is one line of plain ASCII that names session, organization, key and time", () => {
  expect(statement).toMatch(/^[\x20-\x26\x28-\x7e]+$/);
  for (const fact of ["…000003", "…000002"]) expect(statement).toContain(fact.slice(1));
  expect(statement).toContain(raw.toString("base64url"));
  expect(statement).toContain("at=2026-11-23T15:42:10.482Z");
});

// Guarantee: however a public key is pasted, the statement names it in one way; what is none is not named.
it("reads PEM and raw base64 alike", () => {
  const wanted = raw.toString("base64url");
  for (const text of [pem, `\n ${pem.replaceAll("\n", "\r\n")}`, raw.toString("base64"), wanted])
    expect(rawPublicKeyText(text)).toBe(wanted);
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
    type: "spki",
    format: "pem",
  });
  const x25519 = generateKeyPairSync("x25519").publicKey.export({ type: "spki", format: "pem" });
  const secret = privateKey.export({ type: "pkcs8", format: "pem" });
  for (const text of [rsa, x25519, secret, "", "hello", raw.subarray(1).toString("base64"), `${wanted}AA`])
    expect(rawPublicKeyText(text.toString())).toBeNull();
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void rawPublicKeyText(text)));
});

// Guarantee: the line that the page shows, pasted into a shell, makes the signature that the page asks for.
it("shows an openssl line that works as pasted", () => {
  const dir = mkdtempSync(join(tmpdir(), "kw-possession-"));
  try {
    writeFileSync(join(dir, "private-key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    const signature = execFileSync("sh", ["-c", possessionCommand(statement)], {
      cwd: dir,
      encoding: "utf8",
    });
    expect(signature).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    const bytes = Buffer.from(signature, "base64");
    expect(verify(null, Buffer.from(statement), createPublicKey(pem), bytes)).toBe(true);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
