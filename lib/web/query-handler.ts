import "server-only";
import type * as z from "zod/v4/core";
import { err, type Result } from "#lib/kernel/result.ts";
import { consoleEnv } from "./console-env.ts";
import { QUERY_INPUT_CHARS_MAX, QUERY_INPUT_PARAMETER } from "./contract.ts";
import type { Query } from "./define-query.ts";
import { judgeRequest } from "./judge-request.ts";

const statusOf: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  request_refused: 403,
  invalid_input: 400,
  internal: 500,
};

/**
 * A query as a GET route: `?input=<JSON>` in, a Result as JSON out. Never cached, never a person's act.
 *
 * @example export const GET = queryHandler(keysQuery); // app/(console)/keys/data/route.ts
 */
export function queryHandler<S extends z.$ZodType, R>(
  query: Query<S, R>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const judged = judgeRequest("read", (name) => request.headers.get(name), consoleEnv().console.origin);
    if (!judged.ok) return answer(judged);
    const input = inputOf(new URL(request.url));
    if (!input.ok) return answer(input);
    return answer(await query(input.value as z.input<S>));
  };
}

function inputOf(url: URL): Result<unknown, "invalid_input"> {
  const refused = err("invalid_input", { detail: "The input parameter is not the JSON this page sends." });
  const parameters = [...url.searchParams];
  if (parameters.length === 0) return { ok: true, value: {} };
  const [only] = parameters;
  if (parameters.length > 1 || only?.[0] !== QUERY_INPUT_PARAMETER || only[1].length > QUERY_INPUT_CHARS_MAX)
    return refused;
  try {
    return { ok: true, value: JSON.parse(only[1]) as unknown };
  } catch {
    return refused;
  }
}

function answer(result: Result<unknown, string>): Response {
  return Response.json(result, {
    status: result.ok ? 200 : (statusOf[result.code] ?? 422),
    headers: { "cache-control": "no-store" },
  });
}
