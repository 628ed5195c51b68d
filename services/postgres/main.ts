import { setTimeout as sleep } from "node:timers/promises";
import { fail, onStop, ready } from "#services/supervised.ts";
import { prepareCluster } from "./cluster.ts";
import { type Server, startServer } from "./server.ts";

/**
 * Holds the embedded PostgreSQL: makes its cluster when there is none, starts it, ends with it.
 *
 * The first argument is JSON: `{ dataDir, choice, settings? }`. The server belongs to this process and not to the
 * launcher, so that a launcher that is killed outright takes the database down with it.
 */
type Order = {
  readonly dataDir: string;
  readonly choice: "auto" | "system" | "npm";
  readonly settings?: Readonly<Record<string, string>>;
};

/** Orphaned processes stop at the same time: the others get this long to write down what they still hold. */
const LAST_WRITES_MS = 2_000;

const order = JSON.parse(process.argv[2] ?? "{}") as Order;
let starting: Promise<Server | null> = Promise.resolve(null);
let stopping = false;

onStop(async (reason) => {
  stopping = true;
  if (reason === "orphaned") await sleep(LAST_WRITES_MS);
  await (await starting)?.stop();
});

const cluster = prepareCluster(order.dataDir, order.choice);
if (!cluster.ok) await fail(cluster.detail ?? cluster.code);
else {
  starting = startServer(cluster.value, order.settings).catch(explain);
  const server = await starting;
  const { major, source } = cluster.value.binaries;
  if (server !== null && !stopping) ready({ pid: server.pid, major, source });
  const end = await server?.exited;
  if (!stopping) {
    process.stderr.write(`postgres ended (${end?.signal ?? `exit ${end?.code}`})\n`);
    process.exit(1);
  }
}

async function explain(error: Error): Promise<null> {
  if (stopping) return null;
  if (!error.message.includes("No space left on device")) throw error;
  return fail(`The disk that holds ${order.dataDir} is full: free some space and start again.`);
}
