// Network cameras and what goes wrong with them, for every decoder, against servers on the loopback.

import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../src/core/ports.ts'
import type { DecoderName } from '../../src/video/decoder.ts'
import { openSource } from '../../src/video/open-source.ts'
import { findProgram } from '../../src/video/program/child.ts'
import type { SourceStatus } from '../../src/video/source-status.ts'
import { drawPattern } from '../../src/video/test-pattern.ts'
import { colourAt, makeFolder, numbered, numberOf, plain, writeClip } from './clips.ts'
import { startMjpegCamera, type CameraConnection } from './mjpeg-camera.ts'
import { startRtspCamera } from './rtsp-camera.ts'

const hasProgram = await findProgram()
if (!hasProgram) console.log('skipped: cameras through the ffmpeg decoder, because the ffmpeg program is not installed')

const TIMING = { connectMs: 8000, stallMs: 500, firstRetryMs: 10, maxRetryMs: 20 }
const RED = [200, 30, 30] as const

async function sendForever(connection: CameraConnection, width = 64, height = 48): Promise<void> {
  for (let i = 0; await connection.send(drawPattern(width, height, i)); i++);
}

/** Takes frames until `enough` says so, with the statuses so far. */
async function watch(
  url: string,
  decoder: DecoderName,
  enough: (frame: Frame, states: string[]) => boolean | Promise<boolean>,
  timing = TIMING,
) {
  const statuses: SourceStatus[] = []
  const states: string[] = []
  const onStatus = (status: SourceStatus) => {
    statuses.push(status)
    states.push(status.state)
  }
  const source = await openSource(url, { decoder, timing, onStatus })
  for await (const frame of source.frames()) {
    const done = await enough(frame, states)
    frame.close()
    if (done) break
  }
  return { statuses, states, source }
}

describe.each<DecoderName>(['node-av', 'ffmpeg'])('cameras through %s', decoder => {
  const it = test.skipIf(decoder === 'ffmpeg' && !hasProgram)

  it('shows an HTTP camera and keeps its password to itself', async () => {
    const seen: (string | undefined)[] = []
    await using camera = await startMjpegCamera(connection => {
      seen.push(connection.authorization)
      if (connection.authorization !== undefined) return sendForever(connection)
      connection.refuse(401)
    })
    const url = `http://me:CANARY@127.0.0.1:${camera.port}/video?token=CANARY`
    const { source, states } = await watch(url, decoder, frame => frame.width === 64 && frame.index >= 3)
    expect(states).toEqual(['online'])
    expect(source.live).toBe(true)
    expect(source.id).toBe(`http://***@127.0.0.1:${camera.port}/video?token=***`)
    expect(seen.some(header => header?.startsWith('Basic '))).toBe(true)
  })

  it('opens a camera again that hangs up, is unplugged, or falls silent', async () => {
    await using camera = await startMjpegCamera(async connection => {
      for (let i = 0; i < 8; i++) await connection.send(drawPattern(64, 48, i))
      if (connection.number === 0) connection.end()
      else if (connection.number === 1) connection.reset()
      else if (connection.number > 2) await sendForever(connection)
    })
    const { states, statuses } = await watch(
      `http://127.0.0.1:${camera.port}/`,
      decoder,
      (_frame, so) => so.filter(state => state === 'online').length === 4,
    )
    expect(states.filter(state => state !== 'offline')).toEqual([
      'online',
      'reconnecting',
      'online',
      'reconnecting',
      'online',
      'stalled',
      'reconnecting',
      'online',
    ])
    expect(statuses.every(({ reason }) => !reason?.includes('CANARY'))).toBe(true)
  })

  it('goes on when the size changes', async () => {
    await using camera = await startMjpegCamera(async connection => {
      for (let i = 0; i < 10; i++) await connection.send(drawPattern(64, 48, i))
      while (await connection.send(plain(96, 96, RED)));
    })
    await watch(`http://127.0.0.1:${camera.port}/`, decoder, async frame => {
      if (frame.width !== 96) return false
      expect(colourAt(await frame.resized(32, 32), 0.5, 0.5)).toEqual(RED.map(value => expect.closeTo(value, -1.2) as number))
      return true
    })
  })

  it('says plainly why the first connection fails', async () => {
    await using refusing = await startMjpegCamera(connection => {
      connection.refuse(401)
    })
    const first = async (url: string) => watch(url, decoder, () => true)
    const url = `http://me:CANARY@127.0.0.1:${refusing.port}/`
    const error = await first(url).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'source_unavailable',
      message: `Cannot read http://***@127.0.0.1:${refusing.port}/: it asks for a user name and password, or refuses the ones given.`,
    })
    await expect(first('rtsp://me:CANARY@127.0.0.1:9/x')).rejects.toMatchObject({
      message: 'Cannot read rtsp://***@127.0.0.1:9/x: nothing answers there.',
    })
  })

  it('ends at once when aborted while connecting to something that never answers', async () => {
    let arrived = () => {}
    const connected = new Promise<void>(resolve => (arrived = resolve))
    const server = createServer(() => {
      arrived()
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const source = await openSource(`rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/`, { decoder, timing: TIMING })
    const stop = new AbortController()
    const next = source.frames(stop.signal)[Symbol.asyncIterator]().next()
    await connected
    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    server.close()
  })

  it('shows an RTSP camera, and opens it again when it falls silent', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('c.mp4'),
      Array.from({ length: 25 }, (_, i) => drawPattern(160, 96, i)),
    )
    await using camera = await startRtspCamera(clip, number => (number === 0 ? { packets: 60, then: 'silence' } : {}))
    const { states } = await watch(
      `rtsp://127.0.0.1:${camera.port}/cam`,
      decoder,
      (frame, so) => frame.width === 160 && so.length === 4,
    )
    expect(states).toEqual(['online', 'stalled', 'reconnecting', 'online'])
  })

  it('shows an RTSP camera from its first picture on, however far away the next whole one is', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('c.mp4'),
      Array.from({ length: 90 }, (_, i) => drawPattern(160, 96, i)),
    )
    await using camera = await startRtspCamera(clip, () => ({ packets: 90, then: 'silence' }))
    const { states } = await watch(`rtsp://127.0.0.1:${camera.port}/cam`, decoder, frame => frame.index >= 80)
    expect(states).toEqual(['online'])
  })

  it('leaves out what an RTSP camera sent while nothing came through, counts it, and shows no picture built on what is missing', async () => {
    await using folder = await makeFolder()
    // Each picture shows its number, and a whole one comes every 28.
    const clip = await writeClip(
      folder.file('c.mp4'),
      Array.from({ length: 28 }, (_, i) => numbered(64, 48, i)),
    )
    await using camera = await startRtspCamera(clip, () => ({ framesPerSecond: 25, heldUp: { before: 40, ms: 1200 } }))
    const shown: { index: number; number: number }[] = []
    const take = async (frame: Frame) => {
      shown.push({ index: frame.index, number: numberOf(await frame.image()) })
      return frame.index >= 90
    }
    const { states } = await watch(`rtsp://127.0.0.1:${camera.port}/cam`, decoder, take, { ...TIMING, stallMs: 8000 })
    expect(states).toEqual(['online'])
    expect(shown.filter(({ index, number }) => number !== index % 28)).toEqual([])
    expect(shown.filter(({ index }) => index >= 40 && index < 60).length).toBeLessThan(10)
  })

  it('has nothing open after many connections', async () => {
    await using camera = await startMjpegCamera(async connection => {
      for (let i = 0; i < 4; i++) await connection.send(drawPattern(64, 48, i))
      connection.reset()
    })
    const times = (count: number) =>
      watch(`http://127.0.0.1:${camera.port}/`, decoder, (_frame, so) => so.filter(state => state === 'online').length === count)
    await times(2)
    const before = openFiles()
    await times(8)
    expect(openFiles()).toBeLessThanOrEqual(before + 1)
  })
})

/** Of this process; 0 where the system does not say. */
const openFiles = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
