import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import type { auditCatalogue, EventName } from "./catalogue.ts";

export type JsonObject = { readonly [name: string]: JsonValue };

export type Outcome = "success" | "failure";

/** What a domain says of an act. Who did it and when come from the actor and the transaction. */
export type EventData<E extends EventName = EventName> = {
  /** The organization the event is about: its people may read it. */
  readonly orgId: string;
  readonly target: {
    readonly type: (typeof auditCatalogue)[E]["target"][number];
    readonly id: string;
    readonly name?: string;
  };
  /** Default `success`. */
  readonly outcome?: Outcome;
  /** Why, in the actor's own words; or the code of a refusal. */
  readonly reason?: string;
  /** What the act changed, before and after, one name a field; never a secret. Times as RFC 3339 text. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly details?: JsonObject;
  /** Where the act came from; by default where the actor's session did. */
  readonly source?: { readonly ip: string | null; readonly userAgent: string | null };
};
