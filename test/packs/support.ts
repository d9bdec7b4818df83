// What the pack tests share: a web server on this machine, a temporary home, small packs, and archives made byte by byte.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import type { PackManifest } from '../../src/models/packs/manifest.ts'
import { openModelCache, type ModelCache, type ModelCacheOptions } from '../../src/models/packs/model-cache.ts'
import type { PullProgress } from '../../src/models/packs/sources/fetcher.ts'
import type { Source } from '../../src/models/packs/source.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Serves on 127.0.0.1 until the test ends; `requests` grows with each request. */
export async function serve(handler: Handler): Promise<{ origin: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** Answers one body as a good web server does: ETag, Range, If-Range. */
export function serving(body: Buffer, etag = '"1"'): Handler {
  return (request, response) => {
    const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
    const headers = { etag, 'accept-ranges': 'bytes' }
    if (first === undefined || request.headers['if-range'] !== etag) {
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
      return
    }
    const rest = body.subarray(Number(first))
    const range = { 'content-length': rest.length, 'content-range': `bytes ${first}-${body.length - 1}/${body.length}` }
    response.writeHead(206, { ...headers, ...range }).end(rest)
  }
}

/** Sends the first half of what it promised, then falls silent until `cutOnceRead`, given a pull's progress, breaks the line. */
export function sendHalf(body: Buffer, etag = '"1"'): Handler & { cutOnceRead: (progress: PullProgress) => void } {
  const half = Math.floor(body.length / 2)
  const lines: ServerResponse[] = []
  const handler: Handler = (_request, response) => {
    lines.push(response)
    response.writeHead(200, { etag, 'content-length': body.length }).write(body.subarray(0, half))
  }
  const cutOnceRead = ({ receivedBytes }: PullProgress) => {
    if (receivedBytes === half) for (const line of lines) line.destroy()
  }
  return Object.assign(handler, { cutOnceRead })
}

/** The first handler for the first request and so on; the last one stays. */
export function inTurn(...handlers: [Handler, ...Handler[]]): Handler {
  let turn = 0
  return (request, response) => {
    handlers[Math.min(turn++, handlers.length - 1)]!(request, response)
  }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro packs '))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Does not wait between attempts, and allowed to talk to this machine without TLS. */
export const AT_ONCE = {
  download: { stallTimeoutMs: 30_000, attempts: 3, retryDelayMs: 0, allowLoopbackHttp: true },
  lock: { waitMs: 10_000, staleMs: 2000 },
} as const

export const openTestCache = async (options: Partial<ModelCacheOptions>): Promise<ModelCache> =>
  openModelCache({ home: options.home ?? (await temporaryFolder()), ...AT_ONCE, ...options })

export const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

/** Bytes that look like nothing in particular, the same for the same seed. */
export function bytesOf(seed: string, length = 100_000): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

export const DETECTOR = bytesOf('detector')
export const EMBEDDER = bytesOf('embedder')

/** A pack of two small files, det.onnx and emb.onnx; `sources` and `from` say where they come from. */
export function smallPack(
  sources: Record<string, Source>,
  from: { detector?: PackFrom; embedder?: PackFrom } = {},
): PackManifest {
  return {
    ...mobile,
    name: 'small',
    // It has no PAD network.
    liveness: undefined,
    sources,
    files: [
      { name: 'det.onnx', sha256: sha256(DETECTOR), bytes: DETECTOR.length, ...(from.detector && { from: from.detector }) },
      { name: 'emb.onnx', sha256: sha256(EMBEDDER), bytes: EMBEDDER.length, ...(from.embedder && { from: from.embedder }) },
    ],
    networks: {
      detector: { ...mobile.networks.detector, decoder: 'yunet', file: 'det.onnx' },
      embedder: { ...mobile.networks.embedder, file: 'emb.onnx' },
    },
  }
}

interface PackFrom {
  source: string
  path?: string
}

/** Its two files lie at `<origin>/det.onnx` and `<origin>/emb.onnx`. */
export const packOfFiles = (origin: string) =>
  smallPack(
    { d: { kind: 'file', url: `${origin}/det.onnx` }, e: { kind: 'file', url: `${origin}/emb.onnx` } },
    { detector: { source: 'd' }, embedder: { source: 'e' } },
  )

/** Two handlers behind one server, by path. */
export const byPath =
  (handlers: Record<string, Handler>): Handler =>
  (request, response) => {
    const handler = handlers[request.url ?? '']
    if (handler) handler(request, response)
    else response.writeHead(404).end('not here')
  }

/** A zip of stored entries under exactly these names, honest or not. Source: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. */
export function zipOf(entries: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, content] of entries) {
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt32LE(crc32(content), 10)
    fixed.writeUInt32LE(content.length, 14)
    fixed.writeUInt32LE(content.length, 18)
    fixed.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fixed, Buffer.from(name), content])
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fixed, where, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(Buffer.concat(central).length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, ...central, Buffer.from('PK\x05\x06', 'latin1'), end])
}

function crc32(data: Buffer): number {
  let crc = ~0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** An npm tarball: gzipped ustar, everything below package/. Source: POSIX pax, "ustar Interchange Format". */
export function tarballOf(files: Record<string, Buffer>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512)
    const octal = (value: number, at: number, width: number) => header.write(value.toString(8).padStart(width - 1, '0'), at)
    header.write(`package/${name}`, 0)
    octal(0o644, 100, 8)
    octal(0, 108, 8)
    octal(0, 116, 8)
    octal(content.length, 124, 12)
    octal(0, 136, 12)
    header.write('        0', 148)
    header.write('ustar\0' + '00', 257)
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      148,
      7,
    )
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}
