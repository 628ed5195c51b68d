import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import type { Env } from "#lib/kernel/env.ts";

const DAY_MS = 86_400_000;
const RENEW_DAYS = 30;

export type Certificates = { readonly ca: string; readonly certFile: string; readonly keyFile: string };

/** The names the gate answers to: loopback, and the host of every configured origin and address. */
export function namesOf(env: Env, more: readonly string[] = []): string[] {
  const origins = [...env.gateway.origins, env.authz.origin].map((origin) =>
    new URL(origin).hostname.replace(/[[\]]/g, ""),
  );
  const bound = [...env.gateway.hosts, ...env.authz.hosts].filter(
    (host) => host !== "0.0.0.0" && host !== "::",
  );
  return [...new Set(["localhost", "127.0.0.1", "::1", ...origins, ...bound, ...more])].sort();
}

/**
 * Makes what is missing of the local CA and the gate's certificate, and renews the latter when its names changed,
 * its CA did, or fewer than 30 days remain. Keys are 0600 files.
 *
 * @returns renewed: whether a server that runs has to read it again.
 */
export async function ensureCertificates(
  dataDir: string,
  names: readonly string[],
  nowMs: number,
): Promise<Certificates & { renewed: boolean }> {
  const caFile = join(dataDir, "ca.pem");
  const caKeyFile = join(dataDir, "secrets", "ca-key.pem");
  const certFile = join(dataDir, "gateway.pem");
  const keyFile = join(dataDir, "gateway-key.pem");
  const caHolds = existsSync(caKeyFile) && daysLeft(caFile, nowMs) >= RENEW_DAYS;
  const fits =
    caHolds &&
    existsSync(keyFile) &&
    daysLeft(certFile, nowMs) >= RENEW_DAYS &&
    issuedFor(certFile, names, caFile);
  if (!fits) {
    // The library that makes certificates takes its time to load, and most starts make none.
    const { makeCa, makeLeaf } = await import("./make-certificate.ts");
    if (!caHolds) await makeCa(caFile, caKeyFile, nowMs);
    await makeLeaf({ caFile, caKeyFile, certFile, keyFile, names, nowMs });
  }
  return { ca: caFile, certFile, keyFile, renewed: !fits };
}

function daysLeft(file: string, nowMs: number): number {
  if (!existsSync(file)) return 0;
  return (new X509Certificate(readFileSync(file)).validToDate.getTime() - nowMs) / DAY_MS;
}

function issuedFor(file: string, names: readonly string[], caFile: string): boolean {
  const leaf = new X509Certificate(readFileSync(file));
  const held = leaf.subjectAltName?.split(", ").length ?? 0;
  const covers = (name: string) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined;
  return (
    held === names.length &&
    names.every(covers) &&
    leaf.verify(new X509Certificate(readFileSync(caFile)).publicKey)
  );
}
