// Which addresses a camera may have: those Rostro can open, and none that reaches a cloud's metadata or the whole network.

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { RostroError } from '../core/errors.ts'
import { parseAddress } from '../video/parse-address.ts'
import { redactUrl } from '../video/redact-url.ts'

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveHost: Resolve = async host => (await lookup(host, { all: true })).map(({ address }) => address)

/** Link-local (metadata services live there), multicast, unspecified and broadcast: no camera is there. */
function forbidden(): BlockList {
  const list = new BlockList()
  list.addSubnet('0.0.0.0', 8, 'ipv4')
  list.addSubnet('169.254.0.0', 16, 'ipv4')
  list.addSubnet('224.0.0.0', 3, 'ipv4')
  list.addAddress('100.100.100.200', 'ipv4')
  list.addAddress('::', 'ipv6')
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addSubnet('ff00::', 8, 'ipv6')
  list.addAddress('fd00:ec2::254', 'ipv6')
  return list
}

/**
 * Names that do not resolve now pass: a camera may come later, and what it resolves to then is in its own network.
 * @throws RostroError source_unsupported, address_refused
 */
export async function checkCameraAddress(address: string, resolve: Resolve = resolveHost): Promise<void> {
  const parsed = parseAddress(address)
  if (parsed.kind !== 'network') return
  // Of a special scheme, URL also understands 0x7f.1 and 2130706433: decoders resolve them alike.
  const { hostname } = new URL(parsed.url.replace(/^rtsps?:/i, 'http:'))
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
  const list = forbidden()
  if (addresses.some(one => list.check(one, isIP(one) === 6 ? 'ipv6' : 'ipv4'))) {
    throw new RostroError(
      'address_refused',
      `${redactUrl(address)} leads to an address no camera has (link-local, multicast or unspecified); give the camera's own.`,
    )
  }
}
