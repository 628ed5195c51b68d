import { sql } from "drizzle-orm";
import { auditState } from "#lib/audit/state.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import type { Env } from "#lib/kernel/env.ts";
import { countGates } from "#lib/policy/confirm.ts";
import { currentPolicyVersion } from "#lib/policy/queries.ts";
import packageJson from "../../package.json" with { type: "json" };
import { checkCertificate, checkDisk, checkKeyEncryptionKey } from "./check-machine.ts";
import type { HealthCheck, HealthReport } from "./contract.ts";

/** An event that waits longer for its index means that no worker runs. */
const LOG_LAG_SEC_MAX = 5;
const CLOCK_SKEW_MS_MAX = 1_000;

/**
 * Looks at everything this machine and the database can tell about how the installation is doing. The Health page and
 * `keywarden doctor` show the same checks. Reads only; bounded by the transaction's own time-outs.
 *
 * @param actor whose view it is; the checks themselves are the same for everybody who may see them.
 */
export async function checkHealth(tx: Tx, _actor: Actor, env: Env): Promise<HealthReport> {
  const database = await databaseFacts(tx);
  return {
    checks: [
      {
        id: "database",
        title: "Database",
        state: "Healthy",
        detail: `PostgreSQL ${database.version} answers; ${formatMegabytes(database.bytes)} on disk.`,
        remedy: null,
      },
      await checkLog(tx, database.nowMs),
      await checkGates(tx),
      checkCertificate(env, database.nowMs),
      checkKeyEncryptionKey(env),
      checkClock(database.nowMs, database.askedMs),
      checkDisk(env),
    ],
    versions: [
      { name: "Keywarden", version: packageJson.version },
      { name: "Node.js", version: process.versions.node },
      { name: "PostgreSQL", version: database.version },
    ],
    dataDir: env.dataDir,
    at: rfc3339(tx.now),
  };
}

async function databaseFacts(tx: Tx) {
  const askedAt = Date.now();
  const { rows } = await tx.execute<{ version: string; bytes: string; now_ms: string }>(sql`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      extract(epoch from clock_timestamp()) * 1000 as now_ms`);
  const row = rows[0];
  return {
    version: (row?.version ?? "").split(" ")[0] ?? "",
    bytes: Number(row?.bytes ?? 0),
    nowMs: Number(row?.now_ms ?? 0),
    // The answer's clock was read somewhere between asking and hearing.
    askedMs: (askedAt + Date.now()) / 2,
  };
}

async function checkLog(tx: Tx, nowMs: number): Promise<HealthCheck> {
  const { events, waitingSince } = await auditState(tx);
  const waitedSec = waitingSince === null ? 0 : (nowMs - Date.parse(waitingSince)) / 1000;
  const behind = waitedSec > LOG_LAG_SEC_MAX;
  return {
    id: "log",
    title: "Audit log",
    state: behind ? "Degraded" : "Healthy",
    detail: behind
      ? `${events.toLocaleString("en")} events; the oldest without its number waits for ${Math.round(waitedSec)} s.`
      : `${events.toLocaleString("en")} events, each with its number within seconds.`,
    remedy: behind
      ? "The worker gives events their numbers: see that it runs. Nothing is lost meanwhile."
      : null,
  };
}

async function checkGates(tx: Tx): Promise<HealthCheck> {
  const { confirmed, total } = await countGates(tx, await currentPolicyVersion(tx));
  const base = { id: "gates", title: "Gates" } as const;
  if (total === 0) {
    return { ...base, state: "Down", detail: "No gate is running.", remedy: "Start one: npm start does." };
  }
  const all = confirmed === total;
  return {
    ...base,
    state: all ? "Healthy" : "Catching up",
    detail: `${confirmed} of ${total} ${total === 1 ? "holds" : "hold"} the newest policy.`,
    remedy: all ? null : "A gate that stays behind for more than 30 s refuses what can move money.",
  };
}

function checkClock(databaseMs: number, processMs: number): HealthCheck {
  const skewMs = Math.round(processMs - databaseMs);
  const off = Math.abs(skewMs) > CLOCK_SKEW_MS_MAX;
  return {
    id: "clock",
    title: "Clock",
    state: off ? "Degraded" : "Healthy",
    detail: off
      ? `This machine's clock is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs < 0 ? "behind" : "ahead of"} the database's.`
      : "This machine and the database agree to the second.",
    remedy: off ? "Sync both with NTP: signatures are judged by a window of seconds." : null,
  };
}

function formatMegabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_048_576)).toLocaleString("en")} MiB`;
}
