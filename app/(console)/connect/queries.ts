import "server-only";
import { nothing } from "#lib/identity/contract.ts";
import { listKeys } from "#lib/keys/queries.ts";
import { defineQuery } from "#lib/web/define-query.ts";

/** The server's clock, by which signatures are judged. */
export const clockQuery = defineQuery({
  permission: "key.read",
  input: nothing,
  run: async () => ({ nowMs: Date.now() }),
});

/** The newest fifty keys that a request can be sent with. */
export const workingKeysQuery = defineQuery({
  permission: "key.read",
  input: nothing,
  run: (tx, actor) =>
    listKeys(tx, actor, {
      filter: { status: { op: "is", values: ["active"] } },
      sort: "created",
      direction: "desc",
    }),
});
