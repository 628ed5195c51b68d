import { createPrivateKey, X509Certificate } from "node:crypto";
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
 * @param atLeast a certificate with more names will do: at a start, before the gate has said which hosts it routes by.
 * @returns renewed: whether a server that runs has to read it again.
 */
export async function ensureCertificates(
  dataDir: string,
  names: readonly string[],
  nowMs: number,
  atLeast = false,
): Promise<Certificates & { renewed: boolean }> {
  const caFile = join(dataDir, "ca.pem");
  const caKeyFile = join(dataDir, "secrets", "ca-key.pem");
  const certFile = join(dataDir, "gateway.pem");
  const keyFile = join(dataDir, "gateway-key.pem");
  const ca = soundPair(caFile, caKeyFile, nowMs);
  const leaf = soundPair(certFile, keyFile, nowMs);
  const fits = ca !== null && leaf?.verify(ca.publicKey) && isFor(leaf, names, atLeast);
  if (!fits) {
    // The library that makes certificates takes its time to load, and most starts make none.
    const { makeCa, makeLeaf } = await import("./make-certificate.ts");
    if (ca === null) await makeCa(caFile, caKeyFile, nowMs);
    await makeLeaf({ caFile, caKeyFile, certFile, keyFile, names, nowMs });
  }
  return { ca: caFile, certFile, keyFile, renewed: !fits };
}

/** The certificate, if it can be read, has 30 days to go, and the key is its own: a start cut short may leave another. */
function soundPair(certFile: string, keyFile: string, nowMs: number): X509Certificate | null {
  if (!existsSync(certFile) || !existsSync(keyFile)) return null;
  try {
    const certificate = new X509Certificate(readFileSync(certFile));
    const daysLeft = (certificate.validToDate.getTime() - nowMs) / DAY_MS;
    return daysLeft >= RENEW_DAYS && certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile)))
      ? certificate
      : null;
  } catch {
    return null;
  }
}

function isFor(leaf: X509Certificate, names: readonly string[], atLeast: boolean): boolean {
  const held = leaf.subjectAltName?.split(", ").length ?? 0;
  const covers = (name: string) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined;
  return (atLeast || held === names.length) && names.every(covers);
}
