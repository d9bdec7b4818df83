// Reads what the user names as a source and refuses everything that is not plainly one of the known kinds.

import { RostroError } from '../core/errors.ts'
import { redactUrl } from './redact-url.ts'

export type Address =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'network'; readonly url: string; readonly scheme: 'rtsp' | 'rtsps' | 'http' | 'https' }
  | ({ readonly kind: 'camera'; /** Number, name or device path. */ readonly camera: string } & PictureWish)
  | ({ readonly kind: 'pattern'; readonly frames?: number } & PictureWish)

/** Undefined leaves the choice to the camera. */
export interface PictureWish {
  readonly width?: number
  readonly height?: number
  readonly framesPerSecond?: number
}

const KINDS =
  'a photo, a folder of photos, a video file, rtsp://, rtsps://, http://, https://, /dev/video0, camera:0, camera:NAME or test:'

/** @throws RostroError source_unsupported; the message holds no credentials */
export function parseAddress(address: string): Address {
  const label = redactUrl(address)
  // eslint-disable-next-line no-control-regex
  if (address.trim() === '' || address.startsWith('-') || /[\0-\x1f\x7f]/.test(address)) throw unsupported(label)
  if (/^\/dev\/(video\d+|v4l\/[\w.:/-]+)$/.test(address) && !address.includes('..')) return { kind: 'camera', camera: address }
  // One letter before the colon is a Windows drive.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: 'path', path: address }
  if (isNetworkScheme(scheme)) return parseNetwork(address, scheme, label)
  const [rest = '', query = ''] = address.slice(scheme.length + 1).split('?', 2)
  const given = new URLSearchParams(query)
  const number = (name: string, max: number) => toCount(given, name, max, label)
  const wish = { ...number('width', 8192), ...number('height', 8192), ...toRate(number('fps', 240)) }
  const known = ['width', 'height', 'fps', ...(scheme === 'test' ? ['frames'] : [])]
  if ([...given.keys()].some(name => !known.includes(name))) throw unsupported(label)
  if (scheme === 'camera' && rest.trim() !== '') return { kind: 'camera', camera: rest, ...wish }
  if (scheme === 'test' && rest === '') return { kind: 'pattern', ...wish, ...number('frames', 1e9) }
  throw unsupported(label)
}

const isNetworkScheme = (scheme: string) => scheme === 'rtsp' || scheme === 'rtsps' || scheme === 'http' || scheme === 'https'

function parseNetwork(address: string, scheme: 'rtsp' | 'rtsps' | 'http' | 'https', label: string): Address {
  if (!/^:\/\/[^/?#]/.test(address.slice(scheme.length)) || /\s/.test(address) || !URL.canParse(address)) throw unsupported(label)
  return { kind: 'network', url: address, scheme }
}

function toCount<Name extends string>(
  given: URLSearchParams,
  name: Name,
  max: number,
  label: string,
): Partial<Record<Name, number>> {
  const text = given.get(name)
  if (text === null) return {}
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > max) {
    throw new RostroError('source_unsupported', `In the source "${label}", ${name} must be a whole number from 1 to ${max}.`)
  }
  return { [name]: count } as Partial<Record<Name, number>>
}

const toRate = ({ fps }: { fps?: number }) => (fps === undefined ? {} : { framesPerSecond: fps })

const unsupported = (label: string) =>
  new RostroError(
    'source_unsupported',
    `"${label}" is no source Rostro can open: give ${KINDS}. For a file with a colon in its name, put ./ before it.`,
  )
