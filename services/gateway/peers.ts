import type { Socket } from "node:net";
import { type Networks, parseAddress } from "#lib/enforce/address.ts";

/** Connections at once from one address, or one IPv6 /64: enough for a large institution behind one address. */
export const PEER_CONNECTIONS_MAX = 1_000;

/** Who is connected, over all listeners. One address alone can't take every connection the gate has. */
export class Peers {
  readonly #counts = new Map<string, number>();
  readonly #trusted: Networks | null;
  readonly #max: number;
  #refused = 0;

  /** @param trusted proxies, which stand for many and are not counted; null: none. */
  constructor(trusted: Networks | null, max: number = PEER_CONNECTIONS_MAX) {
    this.#trusted = trusted;
    this.#max = max;
  }

  /** Connections that were closed unheard. */
  get refused(): number {
    return this.#refused;
  }

  /** Counts a new connection until it closes. @returns false: it is one too many, and was closed. */
  admit(socket: Socket): boolean {
    const peer = parseAddress(socket.remoteAddress);
    if (this.#trusted?.holds(peer)) return true;
    const count = this.#counts.get(peer.block) ?? 0;
    if (count >= this.#max) {
      this.#refused += 1;
      socket.destroy();
      return false;
    }
    this.#counts.set(peer.block, count + 1);
    socket.once("close", () => this.#leave(peer.block));
    return true;
  }

  #leave(block: string): void {
    const count = (this.#counts.get(block) ?? 1) - 1;
    if (count === 0) this.#counts.delete(block);
    else this.#counts.set(block, count);
  }
}
