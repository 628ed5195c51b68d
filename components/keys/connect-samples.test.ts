import { execFileSync, spawn } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { contentDigestMatches, parseContentDigest } from "#lib/signing/content-digest.ts";
import { coversEnough, parseSignatureRequest, signatureBase } from "#lib/signing/rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "#lib/signing/verify-rfc9421.ts";
import { connectSamples } from "./connect-samples.ts";
import { CA_FILE, envFile, keyFileName } from "./key-files.ts";

/** The lines are run as a person would run them, against a server that judges as the gate does. */
const KEY_ID = "k_7Q2MXH4T9ABCDEFG";
const NAME = "mm prod 'eu' 2";
const SECRET = "q".repeat(43);
const TOKEN = `kw_test_${KEY_ID}_${"a".repeat(49)}`;
const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: ["it's", '"$HOME"'] });

let directory: string;
let server: Server;
let url: string;
let publicKey: KeyObject;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "kw-connect-"));
  const pair = generateKeyPairSync("ed25519");
  publicKey = createPublicKey(pair.privateKey);
  const save = (kind: "ed25519" | "hmac" | "bearer", text: string) =>
    writeFileSync(
      join(directory, keyFileName({ keyId: KEY_ID, name: `${NAME} ${kind}`, kind, version: 2 })),
      text,
    );
  save("ed25519", pair.privateKey.export({ format: "pem", type: "pkcs8" }) as string);
  save("hmac", envFile({ keyId: KEY_ID, kind: "hmac", secret: SECRET, gate: "https://localhost" }));
  save("bearer", envFile({ keyId: KEY_ID, kind: "bearer", secret: TOKEN, gate: "https://localhost" }));
  const key = join(directory, "server-key.pem");
  const certificate = join(directory, CA_FILE);
  execFileSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost".split(" "),
    ...["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
  ]);
  server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => response.end(judge(request, Buffer.concat(parts))));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/exchange/api/v3/account?a=1&b=%20`;
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

function judge(request: IncomingMessage, body: Buffer): string {
  const { rawHeaders, method = "", url: target = "", headers } = request;
  if (headers.authorization) return headers.authorization === `Bearer ${TOKEN}` ? "accepted" : "wrong token";
  const parsed = parseSignatureRequest(rawHeaders);
  if (!parsed.ok) return `unreadable: ${parsed.detail}`;
  if (parsed.value.keyId !== KEY_ID || Math.abs(Date.now() / 1000 - parsed.value.createdSec) > 5)
    return "stale";
  if (!coversEnough(parsed.value, body.length > 0)) return "covers too little";
  const base = signatureBase(parsed.value, {
    method,
    scheme: "https",
    host: headers.host ?? "",
    target,
    rawHeaders,
  });
  if (!base.ok) return `no base: ${base.detail}`;
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const keys: VerificationKey[] = [
    { algorithm: "ed25519", publicKey: raw },
    { algorithm: "hmac-sha256", secret: hmacKey(SECRET) },
  ];
  if (!keys.some((key) => verifyRfc9421(parsed.value, base.value, key))) return "wrong signature";
  if (body.length === 0) return "accepted";
  const digest = parseContentDigest(rawHeaders);
  return digest.ok && contentDigestMatches(digest.value, body) ? "accepted" : "wrong digest";
}

function run(command: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: directory });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    child.on("close", () => resolve(output));
    child.stdin.end(input);
  });
}

for (const kind of ["ed25519", "hmac", "bearer"] as const) {
  for (const body of [null, BODY]) {
    const method = body === null ? "GET" : "POST";
    const samples = () =>
      connectSamples({
        keyId: KEY_ID,
        name: `${NAME} ${kind}`,
        kind,
        version: 2,
        target: { url, method, body },
      });
    const code = (id: string) => samples().find((sample) => sample.id === id)?.code ?? "";

    // Guarantee: what the page shows runs as it was pasted, and what it sends is accepted.
    it(`sends an accepted ${method} with a ${kind} key from a shell`, async () => {
      expect(await run("bash", ["-e"], code("curl"))).toMatch(/200 OK[\s\S]*\baccepted$/);
    });

    it(`sends an accepted ${method} with a ${kind} key from TypeScript`, async () => {
      const [first = ""] = code("typescript").split("\n");
      const args = (/run with: node (.*?) {3}/.exec(first)?.[1] ?? "").split(" ");
      writeFileSync(join(directory, args.at(-1) ?? ""), code("typescript"));
      expect(await run(process.execPath, args)).toBe("200 accepted\n");
    });
  }
}

// Guarantee: no secret is part of what is shown.
it("names the secret's file and never the secret", () => {
  for (const kind of ["ed25519", "hmac", "bearer"] as const) {
    const samples = connectSamples({
      keyId: KEY_ID,
      name: "a",
      kind,
      version: 1,
      target: { url, method: "GET", body: null },
    });
    for (const { code } of samples) expect(code).toContain(kind === "ed25519" ? "a.pem" : "a.env");
  }
});

it("makes a file's name that needs no quotes of any key's name", () => {
  const named = (name: string, version = 1) => keyFileName({ keyId: KEY_ID, name, kind: "ed25519", version });
  expect(named("../../etc/passwd; rm -rf /")).toBe("etc-passwd-rm--rf.pem");
  expect(named("Ω")).toBe(`${KEY_ID}.pem`);
  expect(named("mm-prod-eu-2", 4)).toBe("mm-prod-eu-2-v4.pem");
});
