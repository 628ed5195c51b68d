import ipaddr from "ipaddr.js";

/** An address, read once a connection. */
export type Address = {
  /** IPv4 dotted, or IPv6 as RFC 5952 writes it; an IPv4-mapped IPv6 address is the IPv4 address. */
  readonly text: string;
  /** What strangers are counted by: the IPv4 address, or the IPv6 /64. */
  readonly block: string;
  /** One 32-bit word (IPv4) or four, most significant first. */
  readonly words: readonly number[];
};

/** Stands for an address that can't be read; it is in no network. */
export const NO_ADDRESS: Address = { text: "unknown", block: "unknown", words: [] };

/** Reads an address as the system or a proxy writes it; `NO_ADDRESS` for anything else. */
export function parseAddress(text: string | undefined): Address {
  const bare = text?.split("%")[0] ?? "";
  if (!ipaddr.isValid(bare)) return NO_ADDRESS;
  const address = ipaddr.process(bare);
  if (address instanceof ipaddr.IPv6) {
    const words = wordsOf(address);
    const [a = 0, b = 0] = words;
    return { text: address.toRFC5952String(), block: `${a.toString(16)}:${b.toString(16)}/64`, words };
  }
  const plain = address.toString();
  return { text: plain, block: plain, words: wordsOf(address) };
}

function wordsOf(address: ipaddr.IPv4 | ipaddr.IPv6): number[] {
  const bytes = Buffer.from(address.toByteArray());
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(i * 4));
}

type Network = { readonly words: readonly number[]; readonly masks: readonly number[] };

/** A key's list of networks, read when the key is loaded. */
export class Networks {
  readonly #networks: readonly Network[];

  /** @param cidrs canonical, as keys keep them. @throws for anything else: a fault of the database's content. */
  constructor(cidrs: readonly string[]) {
    this.#networks = cidrs.map((cidr) => {
      const [address, bits] = ipaddr.parseCIDR(cidr);
      const words = wordsOf(address);
      const masks = words.map((_, i) => maskOf(bits - i * 32));
      return { words: words.map((word, i) => (word & (masks[i] as number)) >>> 0), masks };
    });
  }

  holds({ words }: Address): boolean {
    for (let i = 0; i < this.#networks.length; i++) {
      if (matches(this.#networks[i] as Network, words)) return true;
    }
    return false;
  }
}

function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffff_ffff : (0xffff_ffff << (32 - bits)) >>> 0;
}

function matches({ words: base, masks }: Network, words: readonly number[]): boolean {
  if (base.length !== words.length) return false;
  for (let i = 0; i < base.length; i++) {
    if (((words[i] as number) & (masks[i] as number)) >>> 0 !== base[i]) return false;
  }
  return true;
}

/**
 * Whose address a request comes from: the connection's, or, when that is a proxy to be believed, the last one in
 * X-Forwarded-For that is not. What stands left of it was written by anybody.
 *
 * @param forwarded the header's lines joined by commas; null without one.
 * @param trusted null: no proxy is believed.
 */
export function clientAddress(peer: Address, forwarded: string | null, trusted: Networks | null): Address {
  if (trusted === null || forwarded === null || !trusted.holds(peer)) return peer;
  const hops = forwarded.split(",");
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = parseAddress(hops[i]?.trim());
    // Beyond a hop that can't be read, nothing is known.
    if (hop === NO_ADDRESS || !trusted.holds(hop)) return hop;
  }
  return peer;
}
