import { and, desc, eq, sql } from "drizzle-orm";
import { type Actor, actorWords } from "#lib/authz/actor.ts";
import { ed25519SpkiPem } from "#lib/crypto/ed25519.ts";
import type { Tx } from "#lib/db/client.ts";
import { persons } from "#lib/db/schema/identity.ts";
import { apiKeys, keyVersions } from "#lib/db/schema/keys.ts";
import { keyUsage } from "#lib/db/schema/traffic.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import {
  KEYS_PAGE_SIZE,
  type KeyDetail,
  type KeyFilter,
  type KeyPage,
  type KeyRow,
  type KeyVersion,
  type ListKeysError,
  type ListKeysInput,
  type VersionBadge,
} from "./contract.ts";
import { keyConditions } from "./key-conditions.ts";
import { beyond, readCursor, writeCursor } from "./key-cursor.ts";
import { knownScopes } from "./known-scopes.ts";
import { keyNotFound } from "./lock-key.ts";
import { inReach } from "./reach.ts";
import { type SavedKeyViewCounts, savedKeyViews } from "./saved-views.ts";
import { countKeys, keyRowOf, placeOf, type RawKey, reachOf, selectKeys } from "./select-keys.ts";

const EVERY_KEY_MAX = 100_000;

/** A page of keys, 50 rows, found by where the last one ended: no page costs more than the first. */
export async function listKeys(
  tx: Tx,
  actor: Actor,
  input: ListKeysInput,
): Promise<Result<KeyPage, ListKeysError>> {
  const { sort, direction, after, before } = input;
  const carried = before ?? after;
  const cursor = carried === undefined ? null : readCursor(carried, sort);
  if (carried !== undefined && cursor === null) {
    return err("cursor_unknown", { detail: "This page's address is not known. Go to the first page." });
  }
  const backwards = before !== undefined;
  const catalogue = await knownScopes(tx);
  const where = sql`${reachOf(actor)} and ${keyConditions(input.filter, catalogue, tx.now)}`;
  const reading = backwards ? opposite(direction) : direction;
  const found = await selectKeys(tx, {
    where: cursor === null ? where : sql`${where} and ${beyond(cursor, reading)}`,
    order: sort,
    direction: reading,
    limit: KEYS_PAGE_SIZE + 1,
  });
  const more = found.length > KEYS_PAGE_SIZE;
  const page = found.slice(0, KEYS_PAGE_SIZE);
  if (backwards) page.reverse();
  const cursorOf = (row: RawKey | undefined) => (row ? writeCursor(placeOf(row, sort)) : null);
  return ok({
    rows: page.map((row) => keyRowOf(row, catalogue, tx.now)),
    total: await countKeys(tx, where),
    previous: (backwards ? more : cursor !== null) ? cursorOf(page[0]) : null,
    next: (backwards ? cursor !== null : more) ? cursorOf(page.at(-1)) : null,
  });
}

/**
 * Every key that a filter finds, newest first, for a file or a program.
 *
 * @returns `whole` is false when there were more than 100,000: then these are the newest of them.
 */
export async function listEveryKey(
  tx: Tx,
  actor: Actor,
  filter: KeyFilter,
): Promise<{ readonly rows: readonly (KeyRow & Pick<KeyDetail, "constraints">)[]; readonly whole: boolean }> {
  const catalogue = await knownScopes(tx);
  const found = await selectKeys(tx, {
    where: sql`${reachOf(actor)} and ${keyConditions(filter, catalogue, tx.now)}`,
    order: "created",
    direction: "desc",
    limit: EVERY_KEY_MAX + 1,
  });
  const rows = found
    .slice(0, EVERY_KEY_MAX)
    .map((raw) => ({ ...keyRowOf(raw, catalogue, tx.now), constraints: raw.constraints }));
  return { rows, whole: found.length <= EVERY_KEY_MAX };
}

/** How many keys each of the saved views holds now. */
export async function countKeyViews(tx: Tx, actor: Actor): Promise<SavedKeyViewCounts> {
  const catalogue = await knownScopes(tx);
  const counts = await sequentially(savedKeyViews, async ({ id, filter }) => {
    const where = sql`${reachOf(actor)} and ${keyConditions(filter, catalogue, tx.now)}`;
    return [id, await countKeys(tx, where)] as const;
  });
  return Object.fromEntries(counts) as SavedKeyViewCounts;
}

/** A transaction has one connection: its queries go one after the other. */
async function sequentially<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

const opposite = (direction: "asc" | "desc") => (direction === "asc" ? "desc" : "asc");

/** A key shows its newest versions; older ones are in the audit log. */
const VERSIONS_MAX = 100;

/** A key with its versions, newest first; one out of the actor's reach is not found. */
export async function findKey(
  tx: Tx,
  actor: Actor,
  input: { readonly keyId: string },
): Promise<Result<KeyDetail, "key_not_found">> {
  const [raw] = await selectKeys(tx, {
    where: sql`${reachOf(actor)} and k.id = ${input.keyId}`,
    order: "created",
    direction: "asc",
    limit: 1,
  });
  const [key] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, input.keyId), inReach(actor, apiKeys.orgId)));
  if (!raw || !key) return keyNotFound(input.keyId);
  const row = keyRowOf(raw, await knownScopes(tx), tx.now);
  // A key that is over takes its versions with it, when it ended.
  const over = row.status === "revoked" ? key.statusAt : row.status === "expired" ? key.expiresAt : null;
  return ok({
    ...row,
    reason: key.reason,
    statusAt: rfc3339(key.statusAt),
    statusReason: key.statusReason,
    constraints: key.constraints,
    versions: await versionsOf(tx, key.id, key.orgId, over),
  });
}

async function versionsOf(tx: Tx, keyId: string, orgId: string, over: Date | null): Promise<KeyVersion[]> {
  const rows = await tx
    .select({ version: keyVersions, usage: keyUsage, issuer: persons.name })
    .from(keyVersions)
    .leftJoin(keyUsage, eq(keyUsage.versionId, keyVersions.id))
    .leftJoin(persons, eq(sql`${persons.id}::text`, keyVersions.createdBy))
    .where(and(eq(keyVersions.keyId, keyId), eq(keyVersions.orgId, orgId)))
    .orderBy(desc(keyVersions.number))
    .limit(VERSIONS_MAX);
  return rows.map(({ version, usage, issuer }) => {
    const ends = earlier(version.validUntil, over);
    const status = ends === null ? "current" : ends.getTime() > tx.now.getTime() ? "ending" : "ended";
    return {
      versionId: version.id,
      number: version.number,
      badge: badges[status],
      status,
      algorithm: version.algorithm,
      fingerprint: version.fingerprint,
      publicKeyPem: version.publicKey && ed25519SpkiPem(version.publicKey),
      createdAt: rfc3339(version.createdAt),
      createdBy: issuer ?? actorWords(version.createdBy),
      validUntil: ends && rfc3339(ends),
      lastUsedAt: usage && rfc3339(usage.lastUsedAt),
      lastIp: usage?.lastIp ?? null,
    };
  });
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

const badges = { current: "Current", ending: "Ending", ended: "Ended" } as const satisfies Record<
  string,
  VersionBadge
>;
