// An RTSP camera on the loopback (RFC 2326, TCP interleaved): plays the H.264 of a clip over and over until told to stop.

import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { loadNodeAv } from '../../src/video/node-av/load.ts'

export interface RtspCamera extends AsyncDisposable {
  readonly port: number
  connections(): number
  /** Pulls the plug of all connections there are. */
  reset(): void
}

interface Behaviour {
  /** Sent on each connection before it falls silent or hangs up; without, it never stops. */
  readonly packets?: number
  readonly then?: 'silence' | 'reset'
  /** Without, a hundredth of a second lies between two pictures. */
  readonly framesPerSecond?: number
  /** So long nothing comes through before this picture, and then everything at once. */
  readonly heldUp?: { readonly before: number; readonly ms: number }
  /** Hears of each picture how much later it is sent than it should be. */
  readonly onSent?: (lateMs: number) => void
}

export async function startRtspCamera(clip: string, behave: (connection: number) => Behaviour = () => ({})): Promise<RtspCamera> {
  const { parameters, pictures } = await readH264(clip)
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    const number = connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    socket.on('data', chunk => {
      for (const request of chunk
        .toString('latin1')
        .split('\r\n\r\n')
        .filter(text => /^[A-Z_]+ rtsp:/.test(text))) {
        answer(socket, request, parameters)
        if (request.startsWith('PLAY')) void play(socket, [...parameters], pictures, behave(number))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function answer(socket: Socket, request: string, parameters: readonly Buffer[]): void {
  const sequence = /CSeq: *(\d+)/i.exec(request)?.[1] ?? '0'
  const sprop = parameters.map(unit => unit.toString('base64')).join(',')
  const sdp = `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=cam\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}\r\na=control:video\r\n`
  const extra: Record<string, string | undefined> = {
    OPTIONS: 'Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n',
    DESCRIBE: `Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
    SETUP: 'Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n',
  }
  const method = request.slice(0, request.indexOf(' '))
  socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\n${extra[method] ?? 'Session: 1\r\n\r\n'}`)
}

async function play(socket: Socket, parameters: Buffer[], pictures: readonly Buffer[][], stop: Behaviour): Promise<void> {
  let sequence = 0
  const startedAtMs = performance.now()
  for (let picture = 0; !socket.destroyed && picture < (stop.packets ?? Infinity); picture++) {
    if (picture === stop.heldUp?.before) await delay(stop.heldUp.ms)
    const units = pictures[picture % pictures.length]!
    const all = picture % pictures.length === 0 ? [...parameters, ...units] : units
    for (const [i, unit] of all.entries()) {
      const header = Buffer.alloc(16)
      header.write('$')
      header.writeUInt16BE(unit.length + 12, 2)
      header[4] = 0x80
      header[5] = 96 | (i === all.length - 1 ? 0x80 : 0)
      header.writeUInt16BE(sequence++ & 0xffff, 6)
      header.writeUInt32BE(Math.round((picture * 90_000) / (stop.framesPerSecond ?? 25)), 8)
      socket.write(Buffer.concat([header, unit]))
    }
    const { framesPerSecond, onSent } = stop
    if (framesPerSecond === undefined) await delay(10)
    else {
      const dueMs = startedAtMs + ((picture + 1) * 1000) / framesPerSecond
      await delay(Math.max(0, dueMs - performance.now()))
      onSent?.(performance.now() - dueMs)
    }
  }
  if (stop.then === 'reset') socket.resetAndDestroy()
}

/** Parameter sets and the NAL units of each picture, out of an MP4 whose units have four-byte lengths. */
async function readH264(clip: string): Promise<{ parameters: Buffer[]; pictures: Buffer[][] }> {
  const { lib, constants } = await loadNodeAv()
  const demuxer = new lib.FormatContext()
  await demuxer.openInput(clip)
  await demuxer.findStreamInfo()
  const stream = demuxer.streams.find(({ codecpar }) => codecpar.codecType === constants.AVMEDIA_TYPE_VIDEO)!
  const extra = stream.codecpar.extradata!
  const spsLength = extra.readUInt16BE(6)
  const ppsAt = 8 + spsLength + 1
  const parameters = [extra.subarray(8, 8 + spsLength), extra.subarray(ppsAt + 2, ppsAt + 2 + extra.readUInt16BE(ppsAt))].map(
    unit => Buffer.from(unit),
  )
  const pictures: Buffer[][] = []
  const packet = new lib.Packet()
  packet.alloc()
  while ((await demuxer.readFrame(packet)) >= 0) {
    if (packet.streamIndex === stream.index) {
      const bytes = Buffer.from(packet.data!)
      const units: Buffer[] = []
      for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
        units.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)))
      pictures.push(units)
    }
    packet.unref()
  }
  packet.free()
  await demuxer.closeInput()
  return { parameters, pictures }
}
