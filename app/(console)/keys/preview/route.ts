import { queryHandler } from "#lib/web/query-handler.ts";
import { keyPreviewQuery } from "../queries.ts";

export const GET = queryHandler(keyPreviewQuery);
