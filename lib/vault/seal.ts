import { type KeyObject, randomBytes } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { GCM_NONCE_LENGTH, gcmEncrypt } from "./aes-gcm.ts";
import { currentDataKey, type WrappedDataKey } from "./data-key.ts";
import type { Purpose } from "./kek.ts";
import type { Place } from "./place.ts";
import { sealedAad, sealedHeader } from "./sealed-format.ts";

export type SealedNow = {
  readonly bytes: Buffer;
  /** The data key that had to be made for it; null when there was one. Making one is an event for the audit log. */
  readonly newDataKey: Pick<WrappedDataKey, "id" | "purpose" | "version" | "kekId"> | null;
};

/**
 * Seals a value for one place in the database, under the organization's data key for the purpose.
 * The first value of an organization makes that data key, in the same transaction.
 */
export async function sealFor(
  tx: Tx,
  place: Place & { readonly purpose: Purpose },
  plaintext: Uint8Array,
): Promise<SealedNow> {
  const { key, row, isNew } = await currentDataKey(tx, place.orgId, place.purpose);
  const { id, purpose, version, kekId } = row;
  const bytes = sealUnder(key, id, place, plaintext);
  return { bytes, newDataKey: isNew ? { id, purpose, version, kekId } : null };
}

/** The pure half of `sealFor`. */
export function sealUnder(key: KeyObject, dataKeyId: string, place: Place, plaintext: Uint8Array): Buffer {
  const header = sealedHeader(dataKeyId);
  const nonce = randomBytes(GCM_NONCE_LENGTH);
  return Buffer.concat([header, nonce, gcmEncrypt(key, nonce, plaintext, sealedAad(header, place))]);
}
