import ipaddr from 'ipaddr.js'

/** Of all IPv6, only this part is given out to be used: https://www.iana.org/assignments/ipv6-address-space */
const global6 = ipaddr.IPv6.parseCIDR('2000::/3')
/** The same for everybody in that cloud, though it looks like any other: Azure tells secrets there, and serves its DNS. */
const metadata4 = ['168.63.129.16']

/**
 * Whether an address is one of the open internet's, by the registries of special addresses (RFC 6890): not this machine, its
 * network, its provider's, a multicast, or one that stands for another, as those that carry an IPv4 address inside do. What is not
 * an address is not public either.
 *
 * @param address as the system writes it, without brackets; a zone makes it local
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6) return parsed.match(global6)
  // Whole: "127.1" is an address too, to some.
  return ipaddr.IPv4.isValidFourPartDecimal(address) && !metadata4.includes(address)
}
