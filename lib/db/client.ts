import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Actor } from "../authz/actor.ts";
import { isErr } from "../kernel/result.ts";
import { type DatabaseRole, roleOf } from "./roles.ts";

type DrizzleTx = Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0];

/** A transaction under one actor's database role, with the time it happens at. */
export type Tx = DrizzleTx & {
  /** When this transaction's acts happen: the one clock of everything written in it. */
  readonly now: Date;
};

export type DatabaseSource = {
  readonly connection: (role: DatabaseRole) => pg.ClientConfig;
  /** Connections a role may hold at once. */
  readonly poolMax: number;
};

type State = { source: DatabaseSource | null; pools: Map<DatabaseRole, pg.Pool> };

// Next bundles this module beside the copy that the process itself loaded: the pools are the process's.
const shared = globalThis as { [key: symbol]: State | undefined };
const STATE = Symbol.for("keywarden.database");
function state(): State {
  shared[STATE] ??= { source: null, pools: new Map() };
  return shared[STATE];
}

/** Names the database this process works on; called once, before the first transaction. */
export function useDatabase(source: DatabaseSource): void {
  state().source = source;
}

/** Ends all connections; transactions under way finish first. */
export async function closeDatabase(): Promise<void> {
  const pools = [...state().pools.values()];
  state().pools.clear();
  await Promise.all(pools.map((pool) => pool.end()));
}

function poolOf(role: DatabaseRole): pg.Pool {
  const { source, pools } = state();
  const open = pools.get(role);
  if (open) return open;
  if (!source) throw new Error("no database: useDatabase comes first");
  const pool = new pg.Pool({
    ...source.connection(role),
    max: source.poolMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  // A backend that dies must not take this process with it, checked out or idle.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  pools.set(role, pool);
  return pool;
}

/** Carries a refusal out of a transaction, so that it rolls back. */
class RolledBack extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super("rolled back");
    this.result = result;
  }
}

/**
 * Runs `run` in one transaction as the actor: its database role, its organization for row-level
 * security. A Result that is an Err, or a throw, rolls everything back. The only way to a connection.
 *
 * @param at when it happens; the demo and tests pass it, everybody else means now.
 */
export async function withTx<R>(
  actor: Actor,
  run: (tx: Tx) => Promise<R>,
  at: Date = new Date(),
): Promise<R> {
  const orgId = actor.kind === "person" ? actor.orgId : "";
  // Taken and given back here: drizzle's own pool handling loses a connection whose BEGIN fails.
  const client = await poolOf(roleOf(actor)).connect();
  let broken = false;
  try {
    return await drizzle(client).transaction(async (tx) => {
      await tx.execute(sql`select set_config('kw.org', ${orgId}, true)`);
      const result = await run(Object.assign(tx, { now: at }));
      if (isErr(result)) throw new RolledBack(result);
      return result;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as R;
    // What a throw left behind on the connection isn't known: nobody gets it again.
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}
