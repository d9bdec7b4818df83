// Which addresses a camera may have: never one that leads into the machine's own services or runs something.

import { lookup } from 'node:dns/promises'
import { realpath, stat } from 'node:fs/promises'
import { isIPv4, isIPv6 } from 'node:net'
import { messageOf, RostroError } from '../../core/errors.ts'
import { isForbidden } from '../../core/network-address.ts'
import { parseAddress } from '../../video/parse-address.ts'
import { redactUrl } from '../../video/redact-url.ts'

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>

/**
 * Allows rtsp(s) and http(s), cameras of this machine, and files that are there. Private and loopback addresses are where
 * cameras and restreamers live, so only an admin may add one; link-local (169.254.169.254 hands out a cloud machine's
 * credentials), multicast, unspecified and reserved ones are refused for everybody, in every spelling.
 * @throws RostroError address_refused, source_unavailable for a name nobody knows, file_not_found
 */
export async function checkCameraAddress(address: string, resolve: Resolve = resolveAll): Promise<void> {
  const label = redactUrl(address)
  const refuse = (why: string) => new RostroError('address_refused', `"${label}" cannot be a camera: ${why}.`)
  let parsed
  try {
    parsed = parseAddress(address)
  } catch (error) {
    throw new RostroError('address_refused', messageOf(error), { cause: error })
  }
  switch (parsed.kind) {
    case 'camera':
      return
    case 'pattern':
      throw refuse('the test pattern is none')
    case 'path':
      return checkFile(parsed.path, refuse)
    case 'network':
      return checkHost(hostOf(parsed.url, refuse), label, resolve, refuse)
  }
}

type Refuse = (why: string) => RostroError

async function checkFile(path: string, refuse: Refuse): Promise<void> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `There is no file ${path} on the server.`, { cause })
  })
  if (/^\/(?:proc|sys|dev)\//.test(real)) throw refuse('it belongs to the system')
  if (!(await stat(real)).isFile()) throw refuse('it is not a file')
}

/** As FFmpeg will read it: read as http, whose numbers (0x7f.1, 0251.0376.…, 2852039166) become plain IPv4. */
function hostOf(url: string, refuse: Refuse): string {
  // A browser's parser ends the host at a backslash, FFmpeg's does not; percent signs are read by one and not by the other.
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (url.includes('\\') || host.includes('%')) throw refuse('its host name is spelt in an unusual way')
  const plain = `http://${host}/`
  if (!URL.canParse(plain)) throw refuse('its host name cannot be read')
  return new URL(plain).hostname.replace(/^\[|\]$/g, '')
}

async function checkHost(host: string, label: string, resolve: Resolve, refuse: Refuse): Promise<void> {
  const literal = isIPv4(host) || isIPv6(host)
  const addresses = literal
    ? [host]
    : await resolve(host).catch((cause: unknown) => {
        throw new RostroError('source_unavailable', `Cannot read ${label}: there is no machine of this name.`, { cause })
      })
  if (addresses.some(isForbidden)) throw refuse('it leads to an address no camera has (link-local, multicast or unspecified)')
}

const resolveAll: Resolve = async host => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
