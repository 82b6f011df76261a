import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The network of an address, in which one person is not found again: `203.0.113.0/24`, or `2001:db8:7::/48`, which is
 * what a site usually has.
 */
export function clientNetwork(address: string): string | undefined {
  if (isIP(address) === 0) return undefined;
  const parsed = ipaddr.process(address.replace(/%.*/, ''));
  const length = parsed.kind() === 'ipv4' ? 24 : 48;
  const kept = parsed.toByteArray().map((byte, at) => (at < length / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(kept).toString()}/${length}`;
}
