import pino from "pino";
import { closeDatabase, useDatabase } from "#lib/db/client.ts";
import { connectionOf } from "#lib/db/connection.ts";
import { parseEnv } from "#lib/kernel/env.ts";
import { cleared, fail, onStop, ready } from "#services/supervised.ts";
import { runElected } from "./elect.ts";
import { keepHouseUntil } from "./housekeeping.ts";
import { sequenceUntil, sequenceWaiting } from "./sequencer.ts";

/** Gives audit events their place in the log, and takes out what is past its time. One worker of many is at it. */
const POOL_MAX = 4;
const DRAIN_MS_MAX = 4_000;

const log = pino({ base: { process: "worker" } }, pino.destination({ dest: 2, sync: true }));

/** What went wrong without the words of it: a database error's message holds values. */
function trouble(where: string): (error: unknown) => void {
  let last = "";
  let lastMs = 0;
  return (error) => {
    const { cause, name } = error as { cause?: { code?: string }; name?: string };
    const code = cause?.code ?? (error as { code?: string }).code ?? name ?? "unknown";
    // The same trouble again is worth a line a minute.
    if (code === last && Date.now() - lastMs < 60_000) return;
    [last, lastMs] = [code, Date.now()];
    log.warn({ where, code }, "trouble; trying again");
  };
}

const env = parseEnv(process.env);
if (!env.ok) await fail(env.detail ?? env.code);
else {
  const { dataDir } = env.value;
  await cleared();
  useDatabase({ connection: (role) => connectionOf(dataDir, role), poolMax: POOL_MAX });
  const stop = new AbortController();
  let elected = false;
  const sequencing = trouble("sequencer");
  const work = runElected(
    {
      connection: () => ({
        ...connectionOf(dataDir, "worker", true),
        application_name: "keywarden-sequencer",
      }),
      hold: async (signal) => {
        elected = true;
        log.info("sequencing");
        await Promise.all([
          sequenceUntil(signal, sequencing),
          keepHouseUntil(signal, trouble("housekeeping")),
        ]);
        elected = stop.signal.aborted;
      },
      onConnected: () => ready(),
      onTrouble: trouble("election"),
    },
    stop.signal,
  );
  onStop(async () => {
    stop.abort();
    await work;
    // What was written a moment ago still gets its place; what comes later waits in the outbox for the next start.
    if (elected) await sequenceWaiting(AbortSignal.timeout(DRAIN_MS_MAX)).catch(sequencing);
    await closeDatabase();
  });
}
