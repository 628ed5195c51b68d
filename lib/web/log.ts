import "server-only";
import pino from "pino";
import { errorFacts } from "./error-facts.ts";

/** The console's own log: one JSON line an event, on stderr. Never a parameter, a body, a cookie or a token. */
export const log = pino({ base: { process: "console" } }, pino.destination({ dest: 2, sync: true }));

/** Records a bug under the id that the person gets to see. */
export function logBug(requestId: string, where: string, error: unknown): void {
  log.error({ requestId, where, error: errorFacts(error) }, "internal error");
}
