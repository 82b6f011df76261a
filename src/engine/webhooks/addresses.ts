import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Metadata services of clouds at public addresses. All others are at link-local, unique-local or shared addresses. */
const METADATA = new BlockList();
METADATA.addAddress('168.63.129.16'); // Azure

/** The only IPv6 addresses that are given out for the public internet. ipaddr.js knows the exceptions inside it. */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Addresses of a network without IPv4: its router translates the last 32 bits to an IPv4 address (RFC 6052). */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];

/**
 * Why no request may be sent to an address: the range that it is in. Undefined if it is on the public internet. What is
 * not known to be public is refused, so a range that is reserved tomorrow is refused today.
 */
export function closedRange(address: string): string | undefined {
  const family = isIP(address);
  // A zone ("fe80::1%eth0") names an interface of this machine, so the address is not a public one.
  if (family === 0 || address.includes('%')) return 'not an address';
  if (isOwn(address)) return 'address of this machine';
  return closedRangeOf(ipaddr.parse(family === 6 ? inHexadecimal(address) : address));
}

function closedRangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const within = address instanceof ipaddr.IPv6 ? ipv4Within(address) : undefined;
  if (within) return closedRange(within);
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address instanceof ipaddr.IPv6) return address.match(PUBLIC_IPV6) ? undefined : 'reserved';
  return METADATA.check(address.toString()) ? 'metadata service' : undefined;
}

/** ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4, which is another address. The URL parser writes no dots. */
const inHexadecimal = (address: string) => new URL(`http://[${address}]`).hostname.slice(1, -1);

/**
 * The IPv4 address that the operating system or the network uses in place of an IPv6 address. 6to4, Teredo and
 * IPv4-compatible addresses have one too, but these are refused whatever it is.
 */
function ipv4Within(address: ipaddr.IPv6): string | undefined {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  if (address.match(NAT64)) return ipaddr.fromByteArray(address.toByteArray().slice(-4)).toString();
  return undefined;
}

/** Some services answer callers from this machine differently, whichever of its addresses they use. */
const isOwn = (address: string): boolean => {
  const own = new BlockList();
  for (const { address: one, family } of Object.values(networkInterfaces()).flatMap((all) => all ?? []))
    own.addAddress(one.replace(/%.*/, ''), family === 'IPv6' ? 'ipv6' : 'ipv4');
  return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
};
