import { queryHandler } from "#lib/web/query-handler.ts";
import { sessionEndQuery } from "../queries.ts";

export const GET = queryHandler(sessionEndQuery);
