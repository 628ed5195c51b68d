import { desc, sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { configurations, gates } from "#lib/db/schema/policy.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import {
  type AddedScope,
  type Configuration,
  configurationSchema,
  EMPTY_CONFIGURATION,
  GATE_LIVE_SEC,
  type GateState,
} from "./contract.ts";

export type AppliedConfiguration = {
  /** 1, 2, 3 …; 0 before the first `apply`. */
  readonly number: number;
  readonly configuration: Configuration;
  /** SHA-256 of the canonical document; null before the first `apply`. */
  readonly digest: Buffer | null;
  readonly appliedAt: Date | null;
  readonly appliedBy: string | null;
};

const GATES_MAX = 100;

/** The configuration in force. */
export async function findConfiguration(tx: Tx): Promise<AppliedConfiguration> {
  const [row] = await tx.select().from(configurations).orderBy(desc(configurations.number)).limit(1);
  if (row === undefined) {
    return { number: 0, configuration: EMPTY_CONFIGURATION, digest: null, appliedAt: null, appliedBy: null };
  }
  const { number, digest, appliedAt, appliedBy, document } = row;
  return { number, configuration: configurationSchema.parse(document), digest, appliedAt, appliedBy };
}

/** The scopes that the configuration in force adds to the catalogue: the one part of it that every role may read. */
export async function listAddedScopes(
  tx: Tx,
): Promise<readonly { readonly id: string; readonly risk: AddedScope["risk"] }[]> {
  const { rows } = await tx.execute<{ added: AddedScope[] }>(sql`select kw_added_scopes() as added`);
  return (rows[0]?.added ?? []).map(({ name, risk }) => ({ id: name, risk }));
}

/** The names an organization's tier may have; no tier at all means the built-in `default`. */
export async function listTiers(tx: Tx): Promise<readonly string[]> {
  return (await findConfiguration(tx)).configuration.tiers.map((tier) => tier.name);
}

/** The version that a gate must have applied to know everything committed so far. */
export async function currentPolicyVersion(tx: Tx): Promise<number> {
  const { rows } = await tx.execute<{ version: string }>(
    sql`select version from policy_version where id = 1`,
  );
  return Number(rows[0]?.version ?? 0);
}

/** The gates that were not stopped in an orderly way, those heard of last first; at most 100. */
export async function listGates(tx: Tx): Promise<readonly GateState[]> {
  const live = sql<boolean>`${gates.seenAt} > clock_timestamp() - make_interval(secs => ${GATE_LIVE_SEC})`;
  const rows = await tx
    .select({
      id: gates.id,
      name: gates.name,
      startedAt: gates.startedAt,
      seenAt: gates.seenAt,
      appliedVersion: gates.appliedVersion,
      live,
    })
    .from(gates)
    .where(sql`${gates.stoppedAt} is null`)
    .orderBy(desc(gates.seenAt))
    .limit(GATES_MAX);
  return rows.map(({ startedAt, seenAt, ...row }) => ({
    ...row,
    startedAt: rfc3339(startedAt),
    seenAt: rfc3339(seenAt),
  }));
}
