// Addresses of cameras: what kind one is, whether a secret is in it, and how common makers spell theirs.

export type AddressKind = 'network' | 'device' | 'file'

export function kindOf(address: string): AddressKind {
  if (/^(rtsps?|https?):\/\//i.test(address)) return 'network'
  return /^(camera:|\/dev\/)/i.test(address) ? 'device' : 'file'
}

export type AddressProblem = 'empty' | 'not_network' | 'placeholder'

/** What is surely wrong, before the server is asked. */
export function problemOfAddress(address: string, kind: AddressKind): AddressProblem | undefined {
  const text = address.trim()
  if (text === '') return 'empty'
  if (kind === 'network' && kindOf(text) !== 'network') return 'not_network'
  return /\b(USER|PASSWORD|ADDRESS)\b/.test(text) ? 'placeholder' : undefined
}

/** A name to begin with: the host, the device or the file. */
export function suggestedName(address: string): string {
  const text = address.trim()
  if (kindOf(text) === 'network') return URL.canParse(text) ? new URL(text).hostname : ''
  return (
    text
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.\w{2,4}$/, '') ?? ''
  )
}

/** USER, PASSWORD and ADDRESS stand for the reader's own. Paths as the makers document them for their main stream. */
export const EXAMPLES: readonly { readonly maker: string; readonly address: string }[] = [
  { maker: 'Axis', address: 'rtsp://USER:PASSWORD@ADDRESS/axis-media/media.amp' },
  { maker: 'Dahua, Amcrest', address: 'rtsp://USER:PASSWORD@ADDRESS:554/cam/realmonitor?channel=1&subtype=0' },
  { maker: 'Hikvision', address: 'rtsp://USER:PASSWORD@ADDRESS:554/Streaming/Channels/101' },
  { maker: 'Reolink', address: 'rtsp://USER:PASSWORD@ADDRESS:554/h264Preview_01_main' },
  { maker: 'Tapo', address: 'rtsp://USER:PASSWORD@ADDRESS:554/stream1' },
  { maker: 'UniFi Protect', address: 'rtsps://ADDRESS:7441/STREAM?enableSrtp' },
  { maker: 'MJPEG', address: 'http://ADDRESS:8080/video' },
]
