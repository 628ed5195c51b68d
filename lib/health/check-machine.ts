import { X509Certificate } from "node:crypto";
import { readFileSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { utcDate } from "#lib/kernel/clock.ts";
import type { Env } from "#lib/kernel/env.ts";
import type { HealthCheck } from "./contract.ts";

const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS_MIN = 14;
const DISK_FREE_MIN = 0.05;
const DISK_FREE_BYTES_MIN = 512 * 1_048_576;

/** When the gate's certificate ends. */
export function checkCertificate(env: Env, nowMs: number): HealthCheck {
  const base = { id: "certificate", title: "Gate certificate" } as const;
  const file = env.tls?.certFile ?? join(env.dataDir, "gateway.pem");
  try {
    const { validToDate } = new X509Certificate(readFileSync(file));
    const days = Math.floor((validToDate.getTime() - nowMs) / DAY_MS);
    const on = utcDate(validToDate);
    if (days < 0) return { ...base, state: "Down", detail: `Ended on ${on}.`, remedy: renewal(env) };
    const soon = days < CERTIFICATE_DAYS_MIN;
    return {
      ...base,
      state: soon ? "Degraded" : "Healthy",
      detail: `Ends ${days === 0 ? "within a day" : `in ${days} d`}, on ${on}.`,
      remedy: soon ? renewal(env) : null,
    };
  } catch {
    return {
      ...base,
      state: "Down",
      detail: `${file} is not a certificate that can be read.`,
      remedy: renewal(env),
    };
  }
}

function renewal(env: Env): string {
  return env.tls
    ? "Put a new certificate in KEYWARDEN_TLS_CERT and KEYWARDEN_TLS_KEY and restart."
    : "Restart: the local authority makes a new one.";
}

/** Whether the key-encryption key of the gate lies where only its owner can read it. */
export function checkKeyEncryptionKey(env: Env): HealthCheck {
  const base = { id: "key-encryption-key", title: "Key-encryption key" } as const;
  const file = env.kek.gate ? env.kek.gate.slice("file:".length) : join(env.dataDir, "secrets", "kek-gate");
  try {
    const open = (statSync(file).mode & 0o077) !== 0;
    return {
      ...base,
      state: open ? "Degraded" : "Healthy",
      detail: open ? `${file} can be read by others.` : `In ${file}, readable by its owner alone.`,
      remedy: open ? `Run: chmod 600 ${file}` : null,
    };
  } catch {
    return {
      ...base,
      state: "Down",
      detail: `${file} can't be read.`,
      remedy: "Bring it back from your backup: without it no HMAC key can be verified.",
    };
  }
}

/** Room left where the data directory is. */
export function checkDisk(env: Env): HealthCheck {
  const base = { id: "disk", title: "Disk" } as const;
  try {
    const { bavail, blocks, bsize } = statfsSync(env.dataDir);
    const free = bavail * bsize;
    const short = bavail / blocks < DISK_FREE_MIN || free < DISK_FREE_BYTES_MIN;
    return {
      ...base,
      state: short ? "Degraded" : "Healthy",
      detail: `${(free / 1_073_741_824).toFixed(1)} GiB free below ${env.dataDir}.`,
      remedy: short
        ? "Make room: a full disk stops every change, since none happens without its audit event."
        : null,
    };
  } catch {
    return { ...base, state: "Down", detail: `${env.dataDir} can't be read.`, remedy: "See who owns it." };
  }
}
