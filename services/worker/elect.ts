import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** One number for the sequencers of all workers on a database. */
const SEQUENCER_LOCK = 0x6b77_0002;
const ASK_EVERY_MS = 500;
const BEAT_EVERY_MS = 1_000;
const ANSWER_MS_MAX = 3_000;
const BACK_OFF_MS_MAX = 2_000;

export type Office = {
  /** A connection past any pooler: the lock is its session's, and goes with it however it ends. */
  readonly connection: () => pg.ClientConfig;
  /** Works until the signal aborts: the office is lost, or the process stops. */
  readonly hold: (signal: AbortSignal) => Promise<void>;
  /** Connected, whether elected or waiting. */
  readonly onConnected?: () => void;
  readonly onTrouble: (error: unknown) => void;
};

/**
 * Keeps one worker of many at the work: the one whose session holds the advisory lock. When it dies, its session ends
 * with it and another takes over within a second. Losing touch with the database ends the holding too.
 *
 * The lock only spares work: two that both believed to hold it would still make one chain (see `sequenceBatch`).
 */
export async function runElected(office: Office, stop: AbortSignal): Promise<void> {
  let backOffMs = 100;
  while (!stop.aborted) {
    try {
      await serve(office, stop, () => {
        backOffMs = 100;
      });
    } catch (error) {
      office.onTrouble(error);
      await pause(backOffMs, stop);
      backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS_MAX);
    }
  }
}

async function serve(office: Office, stop: AbortSignal, connected: () => void): Promise<void> {
  const session = new pg.Client({
    ...office.connection(),
    keepAlive: true,
    connectionTimeoutMillis: ANSWER_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  });
  const lost = new AbortController();
  session.on("error", () => lost.abort());
  session.on("end", () => lost.abort());
  try {
    await session.connect();
    connected();
    office.onConnected?.();
    while (!stop.aborted && !(await isElected(session))) await pause(ASK_EVERY_MS, stop);
    if (stop.aborted) return;
    const work = office.hold(AbortSignal.any([stop, lost.signal]));
    try {
      await beatUntil(session, AbortSignal.any([stop, lost.signal]), work);
    } finally {
      lost.abort();
      await work;
    }
  } finally {
    await session.end().catch(() => {});
  }
}

async function isElected(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ mine: boolean }>("select pg_try_advisory_lock($1) as mine", [
    SEQUENCER_LOCK,
  ]);
  return rows[0]?.mine === true;
}

/** Makes sure of the session every second; a silent one is lost. Ends with the signal, or with the work. */
async function beatUntil(session: pg.Client, end: AbortSignal, work: Promise<void>): Promise<void> {
  let working = true;
  const done = work.then(
    () => {
      working = false;
    },
    () => {
      working = false;
    },
  );
  while (working && !end.aborted) {
    await Promise.race([pause(BEAT_EVERY_MS, end), done]);
    if (working && !end.aborted) await session.query("select 1");
  }
}

/** Sleeps, but not past the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
