/** How many bytes of unfinished requests' bodies are held at once: of all keys together, and of one. */
export type BodyBounds = { readonly total: number; readonly perKey: number };

export const BODY_BOUNDS: BodyBounds = { total: 268_435_456, perKey: 33_554_432 };

/** What holding one piece of a body costs beside its bytes: bodies may come a byte at a time. */
export const PIECE_BYTES = 256;

/**
 * The memory that bodies take between their first byte and the end of their request. Limits are debited once a body is
 * whole, so without this bound one key could hold as many bodies as there are connections. A share for each key keeps
 * one of them from taking the room of all. Pure bookkeeping: it holds no body itself.
 */
export class BodyRoom {
  readonly #bounds: BodyBounds;
  readonly #ofKeys = new Map<string, number>();
  #total = 0;

  constructor(bounds: BodyBounds = BODY_BOUNDS) {
    this.#bounds = bounds;
  }

  /** Bytes held now. */
  get held(): number {
    return this.#total;
  }

  /** Takes room for `bytes` more. @returns false when there is none; then nothing was taken. */
  take(keyId: string, bytes: number): boolean {
    const ofKey = (this.#ofKeys.get(keyId) ?? 0) + bytes;
    if (ofKey > this.#bounds.perKey || this.#total + bytes > this.#bounds.total) return false;
    this.#ofKeys.set(keyId, ofKey);
    this.#total += bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(keyId: string, bytes: number): void {
    const left = (this.#ofKeys.get(keyId) ?? 0) - bytes;
    if (left > 0) this.#ofKeys.set(keyId, left);
    else this.#ofKeys.delete(keyId);
    this.#total -= bytes;
  }
}
