import { eq } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { builtInScopes } from "#lib/keys/scopes.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";

const NAME = "Venue";

/**
 * The venue's own organization, made on the first start. Two that begin at once find the same one.
 * Its ceiling is every scope there is; the venue's people name it in the console.
 */
export async function ensureVenue(tx: Tx, actor: Actor): Promise<{ readonly id: string }> {
  const find = () =>
    tx.select({ id: organizations.id }).from(organizations).where(eq(organizations.kind, "venue"));
  const [there] = await find();
  if (there) return there;
  const venue = {
    id: uuidv7(tx.now.getTime()),
    name: NAME,
    kind: "venue" as const,
    ceiling: [...builtInScopes.keys()],
    createdAt: tx.now,
    createdBy: actor.id,
  };
  const made = await tx
    .insert(organizations)
    .values(venue)
    .onConflictDoNothing()
    .returning({ id: organizations.id });
  if (made.length === 0) {
    const [other] = await find();
    if (!other) throw new Error("the venue was refused as a duplicate of none");
    return other;
  }
  await appendAudit(tx, actor, "organization.created", {
    orgId: venue.id,
    target: { type: "organization", id: venue.id, name: NAME },
    after: { kind: venue.kind, ceiling: venue.ceiling },
  });
  await publishPolicyChange(tx, { subject: "organization", subjectId: venue.id });
  return { id: venue.id };
}
