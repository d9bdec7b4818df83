import { expect, test } from 'vitest'
import { fakeNetworks, frameOf, type PaintedFace } from '../../test/fakes/scene.ts'
import { galleryOf } from '../../test/fixtures/templates.ts'
import type { Frame, Source } from '../core/ports.ts'
import { decisionSettings, recognizerSettings, type Rostro } from './open-rostro.ts'
import { toLine } from './recognition-line.ts'
import { watch } from './watch.ts'

const A: PaintedFace = { who: 0, x: 40, y: 60 }
const B: PaintedFace = { who: 1, x: 250, y: 60 }
const settings = recognizerSettings(decisionSettings({}))
const rostro = { networks: fakeNetworks(), gallery: galleryOf(3) } as unknown as Rostro

/** A source of these frames that remembers which are still open. */
function sourceOf(frames: readonly (readonly PaintedFace[])[], stills: boolean): Source & { open: Set<Frame> } {
  const open = new Set<Frame>()
  return {
    id: 'test',
    live: false,
    stills,
    open,
    async *frames() {
      for (const [index, faces] of frames.entries()) {
        const frame: Frame = {
          ...(await Promise.resolve(frameOf(faces, index * 150))),
          name: `${index}.jpg`,
          close: () => open.delete(frame),
        }
        open.add(frame)
        yield frame
      }
    },
  }
}

async function linesOf(source: Source) {
  const lines = []
  for await (const { frame, result } of watch(rostro, source, settings)) {
    for (const event of result.events) lines.push(toLine(event, source.id, frame))
  }
  return lines
}

test('a clip is followed from frame to frame and at its end everybody leaves', async () => {
  const source = sourceOf(
    Array.from({ length: 12 }, () => [A, B]),
    false,
  )
  const lines = await linesOf(source)
  expect(lines.map(l => `${l.type} ${l.trackId} ${l.name}`).filter(line => !line.startsWith('appeared'))).toEqual([
    'decided 1 A',
    'decided 2 B',
    'left 1 A',
    'left 2 B',
  ])
  expect(source.open.size).toBe(0)
})

test('photos do not continue one another: each face is decided at once, under a number of its own', async () => {
  const lines = await linesOf(sourceOf([[A, B], [A], []], true))
  expect(lines.map(l => [l.type, l.photo, l.trackId, l.name])).toEqual([
    ['decided', '0.jpg', 1, 'A'],
    ['decided', '0.jpg', 2, 'B'],
    ['decided', '1.jpg', 3, 'A'],
  ])
})

test('each frame is closed when the next is asked for, also when watching stops early', async () => {
  const source = sourceOf([[A], [A], [A]], false)
  const open: number[] = []
  for await (const { frame } of watch(rostro, source, settings)) {
    open.push(source.open.size)
    if (frame?.index === 2) break
    if (open.length === 2) break
  }
  expect([open, source.open.size]).toEqual([[1, 1], 0])
})

test('an error of the networks reaches the caller, and the frame is closed', async () => {
  const source = sourceOf([[A]], false)
  const detect = () => Promise.reject(new Error('device lost'))
  const broken = { ...rostro, networks: { ...rostro.networks, detector: { ...rostro.networks.detector, detect } } }
  await expect(watch(broken, source, settings).next()).rejects.toThrow('device lost')
  expect(source.open.size).toBe(0)
})

test('a line is flat, rounded and says null where there is nothing', () => {
  const track = {
    id: 7,
    state: 'confirmed' as const,
    box: { x: 1.26, y: 2, width: 3.14159, height: 4 },
    firstSeenAtMs: 0,
    lastSeenAtMs: 9,
  }
  const decision = {
    outcome: 'unknown' as const,
    candidate: undefined,
    candidates: [],
    threshold: 0.45,
    margin: undefined,
    reasons: ['gallery_empty' as const],
  }
  expect(toLine({ type: 'appeared', atMs: 1234.56, track, decision }, 'camera', undefined)).toEqual({
    type: 'appeared',
    at: 1235,
    source: 'camera',
    trackId: 7,
    outcome: 'unknown',
    name: null,
    similarity: null,
    threshold: 0.45,
    box: { x: 1.3, y: 2, width: 3.1, height: 4 },
    reasons: ['gallery_empty'],
    liveness: 'unavailable',
  })
  const nearest = { personId: 'a', name: 'A', similarity: 0.123456, rank: 1 }
  const line = toLine({ type: 'decided', atMs: 0, track, decision: { ...decision, candidates: [nearest] } }, 'camera', undefined)
  expect([line.name, line.similarity]).toEqual([null, 0.1235])
})
