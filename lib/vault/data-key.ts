import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { dataKeys } from "#lib/db/schema/vault.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { GCM_KEY_LENGTH } from "./aes-gcm.ts";
import { VaultError } from "./errors.ts";
import { type Kek, kekFor, type Purpose } from "./kek.ts";
import { lengthPrefixed } from "./place.ts";

/** A row of data_keys, as far as unwrapping needs it. */
export type WrappedDataKey = {
  readonly id: string;
  readonly orgId: string;
  readonly purpose: Purpose;
  readonly version: number;
  readonly kekId: string;
  readonly wrapped: Buffer;
};

export type DataKey = {
  readonly key: KeyObject;
  readonly row: WrappedDataKey;
  /** It was made by this call, in this transaction: the caller records that. */
  readonly isNew: boolean;
};

/**
 * The data key under which an organization's values of a purpose are sealed now; made on first use.
 *
 * @throws {VaultError} when this process may not use the purpose's key-encryption key, or it isn't the one that wrapped.
 */
export async function currentDataKey(tx: Tx, orgId: string, purpose: Purpose): Promise<DataKey> {
  const kek = kekFor(purpose);
  const known = await newest(tx, orgId, purpose);
  const { row, isNew } = known ? { row: known, isNew: false } : await create(tx, kek, orgId, purpose);
  return { key: unwrapDataKey(row, kek), row, isNew };
}

/**
 * Opens a data key.
 *
 * @param kek by default the one this process was given for the row's purpose.
 * @throws {VaultError} `kek_wrong` when the row was wrapped by another key, for another organization, purpose or
 *         version, or was altered.
 */
export function unwrapDataKey(row: WrappedDataKey, kek: Kek = kekFor(row.purpose)): KeyObject {
  if (row.kekId !== kek.id)
    throw new VaultError("kek_wrong", `data key ${row.id} was wrapped by ${row.kekId}, not by ${kek.id}`);
  const bytes = kek.unwrap(row.wrapped, wrapAad(row));
  if (bytes === null)
    throw new VaultError("kek_wrong", `data key ${row.id} does not open: its row was altered`);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function wrapAad(row: Omit<WrappedDataKey, "wrapped" | "kekId">): Buffer {
  return lengthPrefixed(["keywarden data key", row.id, row.orgId, row.purpose, String(row.version)]);
}

async function newest(tx: Tx, orgId: string, purpose: Purpose): Promise<WrappedDataKey | undefined> {
  const [row] = await tx
    .select()
    .from(dataKeys)
    .where(and(eq(dataKeys.orgId, orgId), eq(dataKeys.purpose, purpose)))
    .orderBy(desc(dataKeys.version))
    .limit(1);
  return row;
}

async function create(
  tx: Tx,
  kek: Kek,
  orgId: string,
  purpose: Purpose,
): Promise<{ row: WrappedDataKey; isNew: boolean }> {
  const identity = { id: uuidv7(tx.now.getTime()), orgId, purpose, version: 1 };
  const bytes = randomBytes(GCM_KEY_LENGTH);
  const row = { ...identity, kekId: kek.id, wrapped: kek.wrap(bytes, wrapAad(identity)) };
  bytes.fill(0);
  // Two that need the first key at once: the second waits here for the first's commit, then uses that one.
  const made = await tx
    .insert(dataKeys)
    .values({ ...row, createdAt: tx.now })
    .onConflictDoNothing()
    .returning({ id: dataKeys.id });
  if (made.length > 0) return { row, isNew: true };
  const other = await newest(tx, orgId, purpose);
  if (other === undefined) throw new Error("a data key was refused as a duplicate of none");
  return { row: other, isNew: false };
}
