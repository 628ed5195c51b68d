import { BlockList, isIP } from "node:net";

/** A forwarded list longer than this is cut at its old end: proxies append on the right. */
const HOPS_MAX = 32;

/** Ranges of trusted proxies. @param cidrs as TRUSTED_PROXIES holds them, already checked. */
export function trustedRanges(cidrs: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", prefix] = cidr.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (prefix === undefined) ranges.addAddress(address, family);
    else ranges.addSubnet(address, Number(prefix), family);
  }
  return ranges;
}

/**
 * The client's address: the socket's, unless that is a trusted proxy; then the right-most address of
 * X-Forwarded-For that is none.
 *
 * @param socketAddress as the kernel gives it, IPv4-mapped forms included.
 * @param forwardedFor the header's values joined by commas, or undefined.
 * @returns an address without port, zone or IPv4 mapping. What a proxy forwards and cannot be read as an address
 *   counts as the proxy itself: nothing left of it is believed.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  trusted: BlockList,
): string {
  let client = bare(socketAddress) ?? "";
  const hops = (forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .slice(-HOPS_MAX);
  while (isTrusted(client, trusted) && hops.length > 0) {
    const next = bare(hops.pop() ?? "");
    if (next === null) break;
    client = next;
  }
  return client;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family > 0 && trusted.check(address, family === 4 ? "ipv4" : "ipv6");
}

function bare(value: string): string | null {
  const host = /^\[([^\]]+)\](?::\d+)?$/.exec(value)?.[1] ?? /^([\d.]+):\d+$/.exec(value)?.[1] ?? value;
  const address = host.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) > 0 ? address : null;
}
