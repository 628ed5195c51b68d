import { queryHandler } from "#lib/web/query-handler.ts";
import { keyUsageQuery } from "../queries.ts";

export const GET = queryHandler(keyUsageQuery);
