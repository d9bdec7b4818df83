// Which addresses of a network lead where nothing of ours may go, and which are of the own network.

import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * Link-local (169.254.169.254 hands out a cloud machine's credentials), multicast, unspecified and reserved ones.
 * @param address IPv4 or IPv6, as a resolver gives it; what is neither is forbidden
 */
export const isForbidden = (address: string): boolean => isIn(FORBIDDEN, address)

/** Of this machine or of the network it stands in. What is no address counts as such. */
export const isPrivate = (address: string): boolean => isIn(PRIVATE, address)

function isIn(list: BlockList, address: string): boolean {
  const v4 = isIPv4(address) ? address : embeddedIPv4(address)
  if (v4 !== undefined && list.check(v4)) return true
  return isIPv6(address) ? list.check(address.split('%')[0]!, 'ipv6') : !isIPv4(address)
}

const FORBIDDEN = forbidden()
const PRIVATE = privateOnes()

/** RFC 1918, 1122, 6598 (behind a carrier's NAT), 6890, 2544, 4193. */
function privateOnes(): BlockList {
  const list = new BlockList()
  list.addSubnet('10.0.0.0', 8)
  list.addSubnet('172.16.0.0', 12)
  list.addSubnet('192.168.0.0', 16)
  list.addSubnet('127.0.0.0', 8)
  list.addSubnet('100.64.0.0', 10)
  list.addSubnet('192.0.0.0', 24)
  list.addSubnet('198.18.0.0', 15)
  list.addAddress('::1', 'ipv6')
  list.addSubnet('fc00::', 7, 'ipv6')
  return list
}

function forbidden(): BlockList {
  const list = new BlockList()
  list.addSubnet('0.0.0.0', 8)
  list.addSubnet('169.254.0.0', 16)
  list.addSubnet('224.0.0.0', 4)
  list.addSubnet('240.0.0.0', 4)
  // Metadata services outside the link-local range: Alibaba, Oracle, Azure's wire server, AWS over IPv6.
  list.addAddress('100.100.100.200')
  list.addAddress('192.0.0.192')
  list.addAddress('168.63.129.16')
  list.addAddress('fd00:ec2::254', 'ipv6')
  list.addAddress('::', 'ipv6')
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addSubnet('fec0::', 10, 'ipv6')
  list.addSubnet('ff00::', 8, 'ipv6')
  return list
}

/** IPv4 inside IPv6: mapped (::ffff:a.b.c.d), compatible (::a.b.c.d), translated (64:ff9b::/96), 6to4 (2002::/16). */
function embeddedIPv4(address: string): string | undefined {
  const groups = groupsOf(address)
  if (!groups) return undefined
  const dotted = (high: number, low: number) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  const zeros = (to: number) => groups.slice(0, to).every(group => group === 0)
  const last = dotted(groups[6]!, groups[7]!)
  if (zeros(5) && groups[5] === 0xffff) return last
  if (zeros(6) && groups[6] !== 0) return last
  if (zeros(4) && groups[4] === 0xffff && groups[5] === 0) return last
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return last
  return groups[0] === 0x2002 ? dotted(groups[1]!, groups[2]!) : undefined
}

function groupsOf(address: string): number[] | undefined {
  const plain = `http://[${address.split('%')[0]!}]/`
  if (!URL.canParse(plain)) return undefined
  const [head = '', tail] = new URL(plain).hostname.slice(1, -1).split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map(group => parseInt(group, 16)))
  const [before, after] = [read(head), read(tail ?? '')]
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}
