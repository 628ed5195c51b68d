import "reflect-metadata";
import { chmodSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";
import { writePrivate } from "#services/secret-file.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3_650;
/** Browsers and clients refuse certificates that live longer than 398 days. */
const LEAF_DAYS = 397;

/** A self-signed CA that can issue leaves only, valid for ten years. */
export async function makeCa(caFile: string, caKeyFile: string, nowMs: number): Promise<void> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Keywarden local CA ${new Date(nowMs).toISOString().slice(0, 10)}`,
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writePrivate(caKeyFile, await pemOf(keys.privateKey));
  writePrivate(caFile, ca.toString("pem"));
  chmodSync(caFile, 0o644);
}

/** A server certificate under the CA for `names` (DNS names and IP addresses), with a new key. */
export async function makeLeaf(o: {
  caFile: string;
  caKeyFile: string;
  certFile: string;
  keyFile: string;
  names: readonly string[];
  nowMs: number;
}): Promise<void> {
  const ca = new x509.X509Certificate(readFileSync(o.caFile, "utf8"));
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "CN=Keywarden gate",
    issuer: ca.subject,
    notBefore: new Date(o.nowMs - DAY_MS),
    notAfter: new Date(Math.min(o.nowMs + LEAF_DAYS * DAY_MS, ca.notAfter.getTime())),
    signingKey: await privateKeyFrom(o.caKeyFile),
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        o.names.map((value): x509.JsonGeneralName => ({ type: isIP(value) ? "ip" : "dns", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writePrivate(o.keyFile, await pemOf(keys.privateKey));
  writePrivate(o.certFile, leaf.toString("pem"));
  chmodSync(o.certFile, 0o644);
}

/** 16 random bytes, positive and without a leading zero byte (RFC 5280 §4.1.2.2). */
function serial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}

async function pemOf(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

async function privateKeyFrom(file: string): Promise<CryptoKey> {
  const [der] = x509.PemConverter.decode(readFileSync(file, "utf8"));
  if (der === undefined) throw new Error(`${file} holds no key`);
  return crypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
}
