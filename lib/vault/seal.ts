import { type KeyObject, randomBytes } from "node:crypto";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { GCM_NONCE_LENGTH, gcmEncrypt } from "./aes-gcm.ts";
import { currentDataKey } from "./data-key.ts";
import type { Purpose } from "./kek.ts";
import type { Place } from "./place.ts";
import { sealedAad, sealedHeader } from "./sealed-format.ts";

/**
 * Seals a value for one place in the database, under the organization's data key for the purpose.
 * The first value of an organization makes that data key, in the same transaction.
 */
export async function sealFor(
  tx: Tx,
  actor: Actor,
  place: Place & { readonly purpose: Purpose },
  plaintext: Uint8Array,
): Promise<Buffer> {
  const dataKey = await currentDataKey(tx, actor, place.orgId, place.purpose);
  return sealUnder(dataKey.key, dataKey.id, place, plaintext);
}

/** The pure half of `sealFor`. */
export function sealUnder(key: KeyObject, dataKeyId: string, place: Place, plaintext: Uint8Array): Buffer {
  const header = sealedHeader(dataKeyId);
  const nonce = randomBytes(GCM_NONCE_LENGTH);
  return Buffer.concat([header, nonce, gcmEncrypt(key, nonce, plaintext, sealedAad(header, place))]);
}
