import { isIPv6 } from 'node:net';

/** What limits count an address by. One subscriber has a whole /64 of IPv6 and writes what they like into its lower half; an IPv4 address inside IPv6 counts as itself. */
export function subscriberOf(told: string): string {
  const address = withoutPort(told);
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 6).join() === MAPPED_IPV4) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** Some proxies (IIS, Azure's gateways) tell the port of the connection too: each connection would count as a subscriber of its own. */
function withoutPort(address: string): string {
  const [, inBrackets, before] = /^(?:\[(.+)\](?::\d+)?|([\d.]+):\d+)$/.exec(address) ?? [];
  return inBrackets ?? before ?? address;
}

/** ::ffff:0:0/96 */
const MAPPED_IPV4 = [0, 0, 0, 0, 0, 0xffff].join();

/** All eight, whatever way the address is written. */
function groupsOf(address: string): number[] {
  const [withoutZone = ''] = address.split('%');
  const short = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1);
  const [before = [], after = []] = short.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
