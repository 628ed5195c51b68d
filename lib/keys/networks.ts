import ipaddr from "ipaddr.js";
import { err, ok, type Result } from "#lib/kernel/result.ts";

export const NETWORKS_MAX = 64;
/** A network wider than this restricts nothing worth the name. */
export const PREFIX_MIN = { 4: 8, 6: 16 } as const;
const TEXT_LENGTH_MAX = 64;
const FOUR_PART = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/;
const SIX = /^[0-9a-f:]+(?:\d{1,3}(?:\.\d{1,3}){3})?$/i;

export type CanonicalNetwork = {
  /** RFC 5952 address, prefix always written. */
  readonly cidr: string;
  readonly version: 4 | 6;
  /** Host bits were cleared: say so, "203.0.113.9/26 → 203.0.113.0/26". */
  readonly narrowed: boolean;
};

/**
 * The one way to write a network. A bare address means that address alone (/32 or /128).
 *
 * @returns `network_invalid` with what is wrong and what to do; IPv4-mapped IPv6 is refused, since the gate
 *          compares an IPv4 client by its IPv4 address and the entry would never match.
 */
export function canonicalNetwork(text: string): Result<CanonicalNetwork, "network_invalid"> {
  const input = text.trim();
  const [address = "", prefixText, ...rest] = input.split("/");
  const version = versionOf(address);
  if (input.length > TEXT_LENGTH_MAX || rest.length > 0 || version === null) {
    return refuse(`${quote(input)} is no network. Write it like 203.0.113.0/24 or 2001:db8::/48.`);
  }
  const bits = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? bits : prefixOf(prefixText, bits);
  if (prefix === null) {
    return refuse(
      `${quote(input)}: after the slash stands a whole number from ${PREFIX_MIN[version]} to ${bits}.`,
    );
  }
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) {
    return refuse(
      `${quote(input)} is an IPv4 address in IPv6 form. Write ${parsed.toIPv4Address()} instead.`,
    );
  }
  if (prefix < PREFIX_MIN[version]) {
    return refuse(
      `${quote(input)} is too wide to protect anything. Name networks of /${PREFIX_MIN[version]} or narrower, or none for any address.`,
    );
  }
  const written = `${ipaddr.process(address)}/${prefix}`;
  const network =
    version === 4 ? ipaddr.IPv4.networkAddressFromCIDR(written) : ipaddr.IPv6.networkAddressFromCIDR(written);
  return ok({
    cidr: `${rfc5952(network)}/${prefix}`,
    version,
    narrowed: network.toNormalizedString() !== parsed.toNormalizedString(),
  });
}

/** ipaddr.js also reads octal, hexadecimal and short forms of IPv4, and zones: none of them is a network here. */
function versionOf(address: string): 4 | 6 | null {
  if (FOUR_PART.test(address)) return 4;
  return SIX.test(address) && address.includes(":") && ipaddr.IPv6.isValid(address) ? 6 : null;
}

function prefixOf(text: string, bits: number): number | null {
  const prefix = /^(?:0|[1-9]\d{0,2})$/.test(text) ? Number(text) : Number.NaN;
  return prefix <= bits ? prefix : null;
}

function rfc5952(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

function quote(text: string): string {
  return `"${text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text}"`;
}

function refuse(detail: string) {
  return err("network_invalid", { detail });
}
