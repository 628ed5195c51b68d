import { queryHandler } from "#lib/web/query-handler.ts";
import { healthQuery } from "../queries.ts";

export const GET = queryHandler(healthQuery);
