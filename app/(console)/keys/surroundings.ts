import type { keySurroundingsQuery } from "./queries.ts";

/** What surrounds a key: scopes, organization, configuration, the gate's origin. */
export type Surroundings = Extract<Awaited<ReturnType<typeof keySurroundingsQuery>>, { ok: true }>["value"];
