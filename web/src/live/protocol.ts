// The bytes of a live connection: messages read and frames packed as the contract says. Knows no socket and no page.

import type { ServerMessage, WatchedFrame } from '../../../src/client.ts'

/** Sub-protocol of the handshake; the contract's LIVE_PROTOCOL, which would bring zod into the page. */
export const PROTOCOL = 'rostro.v1'
/** A header longer than this is no header. */
const MAX_HEADER_BYTES = 256 * 1024

const KNOWN: Readonly<Record<ServerMessage['type'], true>> = {
  welcome: true,
  faces: true,
  dropped: true,
  look: true,
  door: true,
  camera: true,
  event: true,
  events: true,
  people: true,
  visits: true,
  alert: true,
  error: true,
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The server's message, or undefined for one this page is too old to know. */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const value = parseJson(text)
  const known = isRecord(value) && typeof value['type'] === 'string' && Object.hasOwn(KNOWN, value['type'])
  return known ? (value as ServerMessage) : undefined
}

/** One frame of this browser's camera: its number as 4 bytes, big-endian, then the JPEG. */
export function packFrame(frame: number, jpeg: Blob): Blob {
  const head = new DataView(new ArrayBuffer(4))
  head.setUint32(0, frame)
  return new Blob([head.buffer, jpeg])
}

/** A picture of a watched camera: 4 bytes length of the header, the header as JSON, then the JPEG. */
export function unpackWatched(
  bytes: ArrayBuffer,
): { readonly header: WatchedFrame; readonly jpeg: Uint8Array<ArrayBuffer> } | undefined {
  if (bytes.byteLength < 4) return undefined
  const length = new DataView(bytes).getUint32(0)
  if (length > MAX_HEADER_BYTES || 4 + length >= bytes.byteLength) return undefined
  const header = parseJson(new TextDecoder().decode(new Uint8Array(bytes, 4, length)))
  if (!isRecord(header) || typeof header['cameraId'] !== 'string' || !Array.isArray(header['faces'])) return undefined
  return { header: header as WatchedFrame, jpeg: new Uint8Array(bytes, 4 + length) }
}
