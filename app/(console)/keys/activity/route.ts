import { queryHandler } from "#lib/web/query-handler.ts";
import { keyActivityQuery } from "../queries.ts";

export const GET = queryHandler(keyActivityQuery);
