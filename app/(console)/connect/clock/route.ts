import { queryHandler } from "#lib/web/query-handler.ts";
import { clockQuery } from "../queries.ts";

export const GET = queryHandler(clockQuery);
