import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Configuration } from "#lib/policy/contract.ts";
import { POLICY_CHANNEL, type PolicySubject } from "#lib/policy/feed.ts";
import { loadAll, loadConfiguration, loadKeys, loadOrgs, type PolicyStore } from "./load-policy.ts";

const POLL_MS = 250;
const SEEN_MS = 1_000;
const RETRY_MS = 250;
/** More changes than this at once, and everything is read anew. */
const CHANGES_MAX = 1_000;
/** Without an answer for so long, a connection counts as gone. */
const ANSWER_MS_MAX = 5_000;
/** Without news for so long, the gate no longer vouches for what moves money. */
export const STALE_AFTER_MS = 30_000;

type Change = {
  version: string;
  change: string | null;
  subject: PolicySubject;
  subject_id: string;
  now_ms: string;
};

export type Following = {
  /** The direct connection's place; read anew for each, since passwords may be. */
  readonly connection: () => pg.ClientConfig;
  readonly gateId: string;
  readonly store: PolicyStore;
  /** Puts a configuration in force. */
  readonly configure: (configuration: Configuration) => void;
  readonly log: (what: string, error: unknown) => void;
  /** Default `STALE_AFTER_MS`. */
  readonly staleAfterMs?: number;
};

/**
 * Keeps a gate's policy current: reads it whole once, then polls the version row every 250 ms on a connection that also
 * listens for the announcement of changes. Only a poll that was answered renews the lease.
 */
export class PolicyFollower {
  readonly #o: Following;
  #version = -1;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #seenAt = Number.NEGATIVE_INFINITY;
  #toldVersion = -1;
  #clockOffsetMs = 0;
  #stopped = false;
  #wake: AbortController | null = null;
  #running: Promise<void> | null = null;
  #registered = false;

  constructor(o: Following) {
    this.#o = o;
  }

  /** The version whose every change has been applied; −1 before the first. */
  get version(): number {
    return this.#version;
  }

  /** Milliseconds since policy was last known to be current. */
  get ageMs(): number {
    return performance.now() - this.#renewedAt;
  }

  get stale(): boolean {
    return this.ageMs > (this.#o.staleAfterMs ?? STALE_AFTER_MS);
  }

  /** How far this machine's clock is ahead of the database's. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  /** From now on the gate's row tells how far it has come. */
  registered(): void {
    this.#registered = true;
  }

  /** Follows until `stop`. @returns once everything was read for the first time. */
  async start(): Promise<void> {
    await new Promise<void>((loaded) => {
      this.#running = this.#run(loaded);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.abort();
    await this.#running;
  }

  async #run(loaded: () => void): Promise<void> {
    let told = false;
    while (!this.#stopped) {
      const client = new pg.Client({
        ...this.#o.connection(),
        connectionTimeoutMillis: ANSWER_MS_MAX,
        query_timeout: ANSWER_MS_MAX,
      });
      client.on("error", () => this.#wake?.abort());
      try {
        await client.connect();
        client.on("notification", () => this.#wake?.abort());
        await client.query(`listen ${POLICY_CHANNEL}`);
        if (this.#version < 0) await this.#readAll(client);
        told = false;
        loaded();
        await this.#follow(client);
      } catch (error) {
        // Once for each time the database goes away, not for every try.
        if (!told && !this.#stopped) this.#o.log("the policy feed broke off", error);
        told = true;
      } finally {
        await client.end().catch(() => {});
      }
      if (!this.#stopped) await sleep(RETRY_MS);
    }
  }

  async #follow(client: pg.Client): Promise<void> {
    while (!this.#stopped) {
      this.#wake = new AbortController();
      await this.#poll(client);
      await this.#tell(client);
      if (this.#stopped) return;
      await sleep(POLL_MS, undefined, { signal: this.#wake.signal }).catch(() => {});
    }
  }

  async #poll(client: pg.Client): Promise<void> {
    const askedAt = performance.now();
    const { rows } = await client.query<Change>(
      `select p.version, c.version as change, c.subject, c.subject_id, extract(epoch from clock_timestamp()) * 1000 as now_ms
       from policy_version p left join policy_changes c on c.version > $1 and c.version <= p.version
       where p.id = 1 order by c.version limit ${CHANGES_MAX + 1}`,
      [this.#version],
    );
    const [first] = rows;
    if (first === undefined) throw new Error("the policy version row is missing");
    this.#clockOffsetMs = Date.now() - (performance.now() - askedAt) / 2 - Number(first.now_ms);
    const version = Number(first.version);
    if (version !== this.#version) await this.#apply(client, version, rows);
    // As of the asking: what was committed after that is not in the answer.
    this.#renewedAt = askedAt;
  }

  async #apply(client: pg.Client, version: number, rows: readonly Change[]): Promise<void> {
    const changes = rows.filter(({ change }) => change !== null);
    if (changes.length !== version - this.#version) return this.#readAll(client);
    const ids = (subject: PolicySubject) => [
      ...new Set(changes.filter((c) => c.subject === subject).map((c) => c.subject_id)),
    ];
    const [orgs, keys, configurations] = [ids("organization"), ids("key"), ids("configuration")];
    if (orgs.length > 0) await loadOrgs(client, this.#o.store, orgs);
    if (keys.length > 0) await loadKeys(client, this.#o.store, keys);
    if (configurations.length > 0) this.#o.configure(await loadConfiguration(client));
    this.#version = version;
  }

  async #readAll(client: pg.Client): Promise<void> {
    const askedAt = performance.now();
    // Everything of one moment, with the version of that moment.
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ version: string }>(
      "select version from policy_version where id = 1",
    );
    const configuration = await loadAll(client, this.#o.store);
    await client.query("commit");
    this.#o.configure(configuration);
    this.#version = Number(rows[0]?.version);
    this.#renewedAt = askedAt;
  }

  /** Says in the gate's row how far it has come: at once after a change, else every second. */
  async #tell(client: pg.Client): Promise<void> {
    if (!this.#registered) return;
    const now = performance.now();
    if (this.#toldVersion === this.#version && now - this.#seenAt < SEEN_MS) return;
    await client.query("update gates set applied_version = $2, seen_at = clock_timestamp() where id = $1", [
      this.#o.gateId,
      this.#version,
    ]);
    this.#toldVersion = this.#version;
    this.#seenAt = now;
  }
}
