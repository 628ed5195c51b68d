import { eq, sql } from "drizzle-orm";
import type { Role } from "#lib/authz/actor.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Tx } from "#lib/db/client.ts";
import { enrolments, persons } from "#lib/db/schema/identity.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { EnrolmentError, EnrolmentOffer } from "./contract.ts";

/** An open link, as the acts behind it need it. */
export type OpenEnrolment = {
  readonly id: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly orgKind: "venue" | "client";
  readonly role: Role;
  readonly email: string | null;
  readonly expiresAt: Date;
};

export type LinkError = Extract<EnrolmentError, "enrolment_unknown" | "enrolment_used" | "enrolment_expired">;

/** Which enrolment a token was made for, whatever has become of it. */
export async function enrolmentOf(tx: Tx, token: string): Promise<{ id: string; orgId: string } | null> {
  const [row] = await tx
    .select({ id: enrolments.id, orgId: enrolments.orgId })
    .from(enrolments)
    .where(eq(enrolments.tokenHash, sha256(token)));
  return row ?? null;
}

/**
 * The enrolment behind a token, if it can still be used.
 *
 * @param lock holds the row until the transaction ends: of two who complete it at once, the second sees it used.
 */
export async function openEnrolment(
  tx: Tx,
  token: string,
  lock: boolean,
): Promise<Result<OpenEnrolment, LinkError>> {
  const query = tx
    .select({
      id: enrolments.id,
      orgId: enrolments.orgId,
      orgName: organizations.name,
      orgKind: organizations.kind,
      role: enrolments.role,
      email: enrolments.email,
      expiresAt: enrolments.expiresAt,
      consumedAt: enrolments.consumedAt,
    })
    .from(enrolments)
    .innerJoin(organizations, eq(organizations.id, enrolments.orgId))
    .where(eq(enrolments.tokenHash, sha256(token)));
  const [row] = lock ? await query.for("update", { of: enrolments }) : await query;
  if (!row) return err("enrolment_unknown");
  const { consumedAt, ...open } = row;
  if (consumedAt !== null) return err("enrolment_used");
  return open.expiresAt > tx.now ? ok(open) : err("enrolment_expired");
}

/** Whether an address may enrol by this link. */
export async function judgeEmail(
  tx: Tx,
  enrolment: OpenEnrolment,
  email: string,
): Promise<Result<void, "email_not_invited" | "email_taken">> {
  if (enrolment.email !== null && enrolment.email.toLowerCase() !== email.toLowerCase()) {
    return err("email_not_invited", { fields: { email: `This link is for ${enrolment.email}.` } });
  }
  return (await isEnrolled(tx, email)) ? err("email_taken", { fields: { email: EMAIL_TAKEN } }) : ok();
}

/** Whether an address is somebody's already. */
export async function isEnrolled(tx: Tx, email: string): Promise<boolean> {
  const [person] = await tx
    .select({ id: persons.id })
    .from(persons)
    .where(eq(sql`lower(${persons.email})`, email.toLowerCase()));
  return person !== undefined;
}

export const EMAIL_TAKEN = "Somebody with this e-mail is already enrolled. Sign in, or use another one.";

/** What the welcome page shows of a link. */
export async function findEnrolment(
  tx: Tx,
  input: { readonly token: string },
): Promise<Result<EnrolmentOffer, LinkError>> {
  const open = await openEnrolment(tx, input.token, false);
  if (!open.ok) return open;
  const { email, orgName, expiresAt } = open.value;
  return ok({ email, venueName: orgName, expiresAt: rfc3339(expiresAt) });
}
