import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Tx } from "#lib/db/client.ts";
import { enrolments } from "#lib/db/schema/identity.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { ensureVenue } from "#lib/orgs/ensure-venue.ts";
import { ENROLMENT_LIFE_SEC, personEmail } from "./contract.ts";
import { EMAIL_TAKEN, isEnrolled } from "./find-enrolment.ts";

/**
 * Makes a one-time link by which somebody becomes an owner of the venue. It lasts 15 minutes, and ends every
 * owner's link made before it.
 *
 * @param input.email when given, only this address can enrol by it.
 * @param input.consoleOrigin where the console is reached, as configured.
 * @returns the URL; its token stands in the fragment, which browsers send to nobody. Only its SHA-256 is kept.
 */
export async function createOwnerEnrolment(
  tx: Tx,
  actor: Actor,
  input: { readonly email?: string | null; readonly consoleOrigin: string },
): Promise<Result<{ readonly enrolmentUrl: string; readonly expiresAt: string }, "invalid_input">> {
  const email = input.email == null ? null : personEmail.safeParse(input.email);
  if (email?.success === false) {
    return err("invalid_input", {
      fields: { email: email.error.issues[0]?.message ?? "Type an e-mail address." },
    });
  }
  if (email && (await isEnrolled(tx, email.data)))
    return err("invalid_input", { fields: { email: EMAIL_TAKEN } });
  const venue = await ensureVenue(tx, actor);
  // Two links made at once end each other one after the other, under the venue's lock.
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, venue.id))
    .for("update");
  await tx
    .update(enrolments)
    .set({ expiresAt: tx.now })
    .where(
      and(
        eq(enrolments.orgId, venue.id),
        eq(enrolments.role, "owner"),
        isNull(enrolments.consumedAt),
        gt(enrolments.expiresAt, tx.now),
      ),
    );
  const id = uuidv7(tx.now.getTime());
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(tx.now.getTime() + ENROLMENT_LIFE_SEC * 1000);
  await tx.insert(enrolments).values({
    id,
    orgId: venue.id,
    role: "owner",
    email: email?.data ?? null,
    tokenHash: sha256(token),
    createdBy: actor.id,
    createdAt: tx.now,
    expiresAt,
  });
  await appendAudit(tx, actor, "enrolment.created", {
    orgId: venue.id,
    target: { type: "enrolment", id },
    after: { role: "owner", expiresAt: rfc3339(expiresAt), ...(email ? { email: email.data } : {}) },
  });
  return ok({ enrolmentUrl: `${input.consoleOrigin}/welcome#${token}`, expiresAt: rfc3339(expiresAt) });
}
