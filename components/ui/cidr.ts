import ipaddr from "ipaddr.js";

/**
 * Reads what a person typed or pasted as networks, and says aloud what became of it. Pure.
 *
 * IPv6 is written as RFC 5952 wants it; host bits are cleared; a lone address is a network of one.
 */

export const NETWORKS_MAX = 100;

export type NetworkWarning =
  | { code: "private"; cidr: string }
  | { code: "wide"; cidr: string; prefix: number }
  | { code: "overlap"; cidr: string; within: string };

export type Network = {
  /** As it was typed. */
  typed: string;
  /** As it is kept: "203.0.113.0/26". */
  cidr: string;
  family: 4 | 6;
  prefix: number;
  addresses: bigint;
};

export type NetworkProblem = {
  typed: string;
  reason: "not_an_address" | "prefix" | "mapped" | "zone" | "too_many";
};

export type ParsedNetworks = {
  networks: Network[];
  problems: NetworkProblem[];
  warnings: NetworkWarning[];
  /** Distinct addresses of both families, overlaps counted once. */
  addresses: bigint;
};

const NARROWEST = { 4: 32, 6: 128 } as const;
const WIDE_BELOW = { 4: 16, 6: 32 } as const;
// "reserved" is left out: it holds the ranges set aside for documentation, which examples and tests are written in.
const NOT_PUBLIC = new Set([
  "private",
  "loopback",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
  "unspecified",
  "multicast",
  "broadcast",
]);

/** Splits at line ends, commas, semicolons and spaces; the same network twice is kept once. */
export function parseNetworks(text: string): ParsedNetworks {
  const networks: Network[] = [];
  const problems: NetworkProblem[] = [];
  for (const typed of text.split(/[\s,;]+/).filter(Boolean)) {
    const read = readNetwork(typed);
    if ("reason" in read) problems.push(read);
    else if (networks.some(({ cidr }) => cidr === read.cidr)) continue;
    else if (networks.length >= NETWORKS_MAX) problems.push({ typed, reason: "too_many" });
    else networks.push(read);
  }
  const outermost = networks.filter((network) => !networks.some((other) => contains(other, network)));
  return {
    networks,
    problems,
    warnings: warn(networks),
    addresses: outermost.reduce((sum, { addresses }) => sum + addresses, 0n),
  };
}

function readNetwork(typed: string): Network | NetworkProblem {
  const [address = "", prefixText, ...rest] = typed.split("/");
  if (rest.length > 0) return { typed, reason: "not_an_address" };
  if (address.includes("%")) return { typed, reason: "zone" };
  // The short and octal forms some parsers take for IPv4 mean different networks to different readers.
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!isV4 && !ipaddr.IPv6.isValid(address)) return { typed, reason: "not_an_address" };
  const family = isV4 ? 4 : 6;
  const narrowest = NARROWEST[family];
  const prefix = prefixText === undefined ? narrowest : Number(prefixText);
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return { typed, reason: "prefix" };
  if (prefix > narrowest) return { typed, reason: "prefix" };
  if (family === 6 && ipaddr.IPv6.parse(address).isIPv4MappedAddress()) return { typed, reason: "mapped" };
  const base =
    family === 4
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`).toRFC5952String();
  return { typed, cidr: `${base}/${prefix}`, family, prefix, addresses: 1n << BigInt(narrowest - prefix) };
}

function warn(networks: readonly Network[]): NetworkWarning[] {
  return networks.flatMap((network): NetworkWarning[] => {
    const { cidr, family, prefix } = network;
    const outer = networks.find((other) => contains(other, network));
    return [
      ...(outer ? [{ code: "overlap" as const, cidr, within: outer.cidr }] : []),
      ...(prefix < WIDE_BELOW[family] ? [{ code: "wide" as const, cidr, prefix }] : []),
      ...(prefix > 0 && NOT_PUBLIC.has(base(network).range()) ? [{ code: "private" as const, cidr }] : []),
    ];
  });
}

function base(network: Network): ipaddr.IPv4 | ipaddr.IPv6 {
  return ipaddr.parse(network.cidr.split("/")[0] ?? "");
}

/** Whether `outer` is wider than `inner` and covers all of it. */
function contains(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix >= inner.prefix) return false;
  return base(inner).match(base(outer), outer.prefix);
}
