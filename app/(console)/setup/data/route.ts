import { queryHandler } from "#lib/web/query-handler.ts";
import { setupQuery } from "../queries.ts";

export const GET = queryHandler(setupQuery);
