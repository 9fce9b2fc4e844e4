import ipaddr from 'ipaddr.js'

/** Only this part of IPv6 is assigned for public use: https://www.iana.org/assignments/ipv6-address-space */
const global6 = ipaddr.IPv6.parseCIDR('2000::/3')
/** An address that looks public, but inside Azure leads to a service that tells secrets of the machine. */
const metadata4 = ['168.63.129.16']

/**
 * Whether an address belongs to the public internet, by the registries of special addresses (RFC 6890). Not public are those of
 * this machine, its network and its provider, multicast, and addresses that stand for another one, such as IPv6 addresses that
 * contain an IPv4 address. A text that is no address is not public either.
 *
 * @param address as the system writes it, without brackets. With a zone (`%eth0`) it is local.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6) return parsed.match(global6)
  // All four parts must be there: some programs take "127.1" for an address too.
  return ipaddr.IPv4.isValidFourPartDecimal(address) && !metadata4.includes(address)
}
