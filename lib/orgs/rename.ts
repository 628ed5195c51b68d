import { and, eq, ne, sql } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { RenamedVenue, RenameVenueError, RenameVenueInput } from "./contract.ts";

/** Names the venue's own organization. The same name again changes nothing and records nothing. */
export async function renameVenue(
  tx: Tx,
  actor: Actor,
  input: RenameVenueInput,
): Promise<Result<RenamedVenue, RenameVenueError>> {
  const [venue] = await tx
    .select({ id: organizations.id, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.kind, "venue"))
    .for("update");
  if (!venue) return err("venue_not_found", { detail: "There is no venue yet: start Keywarden first." });
  if (venue.name === input.name) return ok({ id: venue.id, name: venue.name, changed: false });
  const [taken] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(
      and(ne(organizations.id, venue.id), eq(sql`lower(${organizations.name})`, sql`lower(${input.name})`)),
    );
  if (taken) {
    const detail = `An organization is called "${input.name}" already. Choose another name.`;
    return err("name_taken", { detail, fields: { name: detail } });
  }
  await tx
    .update(organizations)
    .set({ name: input.name })
    .where(and(eq(organizations.id, venue.id), eq(organizations.kind, "venue")));
  await appendAudit(tx, actor, "organization.renamed", {
    orgId: venue.id,
    target: { type: "organization", id: venue.id, name: input.name },
    before: { name: venue.name },
    after: { name: input.name },
  });
  return ok({ id: venue.id, name: input.name, changed: true });
}
