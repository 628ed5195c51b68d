import { queryHandler } from "#lib/web/query-handler.ts";
import { newerEventsQuery } from "../queries.ts";

export const GET = queryHandler(newerEventsQuery);
