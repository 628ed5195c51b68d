import { BODY_BYTES_MAX } from "#lib/enforce/conformance.ts";
import { type Denial, deny } from "#lib/enforce/problems.ts";
import type { Done, Exchange } from "./exchange.ts";

/**
 * Collects the body that a request announced, at most `BODY_BYTES_MAX`, and then calls `then` once; a body that is too long, broken or
 * never ends is refused instead, and so is one for which there is no room. A client that goes away ends it without a call.
 */
export function readBody(exchange: Exchange, expectsContinue: boolean, then: (body: Buffer) => Done): Done {
  const { req, res } = exchange;
  const chunks: Buffer[] = [];
  let length = 0;
  const stop = () => {
    exchange.onFramingFault = null;
    exchange.underWay = null;
    req.removeListener("data", take);
    req.removeListener("end", end);
  };
  const refuse = (denial: Denial, headers: readonly string[] = []) => {
    stop();
    chunks.length = 0;
    exchange.releaseBody();
    exchange.refuse(denial, headers);
  };
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) refuse(deny("body_too_large", { limitBytes: BODY_BYTES_MAX }));
    else if (!exchange.holdBody(chunk.length)) refuse(deny("overloaded", {}), ["Retry-After", "1"]);
    else chunks.push(chunk);
  };
  const end = () => {
    stop();
    const [first] = chunks;
    try {
      then(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, length));
    } catch (error) {
      exchange.crash(error);
    }
  };
  exchange.onFramingFault = refuse;
  exchange.underWay = { abort: stop };
  req.on("data", take);
  req.on("end", end);
  // An aborted request emits an error, which nobody else would take.
  req.on("error", stop);
  if (expectsContinue) res.writeContinue();
  return "done";
}
