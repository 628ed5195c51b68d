import { queryHandler } from "#lib/web/query-handler.ts";
import { trafficOverviewQuery } from "../queries.ts";

export const GET = queryHandler(trafficOverviewQuery);
