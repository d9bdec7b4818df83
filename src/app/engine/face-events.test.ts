import { expect, test } from 'vitest'
import { probe } from '../../../test/fixtures/templates.ts'
import type { FaceEvent, Shot } from '../../core/records.ts'
import type { Decision, Outcome, Track } from '../../core/types.ts'
import type { BestFace, FrameResult, RecognitionEventType } from '../../recognition/recognized.ts'
import { FaceEvents } from './face-events.ts'

const decision = (outcome: Outcome): Decision => ({
  outcome,
  candidate: undefined,
  candidates: [],
  threshold: 0.5,
  margin: undefined,
  reasons: [],
})
const best = (quality: number): BestFace => ({
  template: probe([1]),
  quality,
  crop: { width: 1, height: 1, data: new Uint8Array(3) },
})

/** One face through time, told frame by frame; the time of day is the frame's. */
function watching(encodeCrop: () => Promise<Uint8Array> = () => Promise.resolve(new Uint8Array(5))) {
  const saved: { event: FaceEvent; shot: Shot | undefined }[] = []
  const time = { nowMs: 0 }
  const events = new FaceEvents({
    source: { id: 'door', name: 'Door' },
    now: () => new Date(time.nowMs),
    encodeCrop,
    save: (event, shot) => saved.push({ event, shot }),
  })
  async function show(
    atMs: number,
    outcome: Outcome,
    change: { type?: RecognitionEventType; frames?: number; best?: BestFace } = {},
  ) {
    time.nowMs = atMs
    const { type, frames = 3, best } = change
    const track: Track = {
      id: 1,
      state: 'confirmed',
      box: { x: 0, y: 0, width: 9, height: 9 },
      firstSeenAtMs: 0,
      lastSeenAtMs: atMs,
    }
    const faces: FrameResult['faces'] = type === 'left' ? [] : [{ track, decision: decision(outcome), frames, best }]
    events.take({ atMs, faces, events: type ? [{ type, atMs, track, decision: decision(outcome) }] : [] })
    await events.settled()
  }
  return { show, saved, said: () => saved.map(({ event }) => `${event.decision.outcome}${event.endedAt ? ' ended' : ''}`) }
}

test('a face is an event from its first decision on, changed under one id, and ended when it leaves', async () => {
  const { show, saved, said } = watching()
  await show(100, 'undecided', { type: 'appeared' })
  expect(saved).toEqual([])
  await show(200, 'unknown', { type: 'decided' })
  await show(300, 'unknown')
  await show(400, 'known', { type: 'decided' })
  await show(900, 'known', { type: 'left' })
  expect(said()).toEqual(['unknown', 'known', 'known ended'])
  expect(new Set(saved.map(({ event }) => event.id)).size).toBe(1)
  expect(saved[2]!.event).toMatchObject({ sourceId: 'door', startedAt: new Date(0), endedAt: new Date(900), frames: 3 })
})

test('one frame of evidence makes no event, and a face nobody decided only one that lasted a second', async () => {
  const short = watching()
  await short.show(0, 'known', { type: 'appeared', frames: 1 })
  await short.show(500, 'known', { type: 'left', frames: 1 })
  expect(short.saved).toEqual([])
  const long = watching()
  await long.show(0, 'undecided', { type: 'appeared' })
  await long.show(500, 'undecided')
  await long.show(1000, 'undecided', { type: 'left' })
  expect(long.said()).toEqual(['undecided ended'])
})

test('a better shot is saved at most every two seconds, and the best one at the end', async () => {
  const { show, saved } = watching()
  const shots = [best(40), best(50), best(60), best(70)]
  await show(0, 'known', { type: 'decided', best: shots[0]! })
  await show(1000, 'known', { best: shots[1]! })
  await show(2000, 'known', { best: shots[2]! })
  await show(2500, 'known', { best: shots[2]! })
  await show(3000, 'known', { best: shots[3]! })
  await show(3500, 'known', { type: 'left' })
  expect(saved.map(({ shot }) => shot?.quality)).toEqual([40, 60, 70])
  expect(saved.map(({ event }) => event.quality)).toEqual([40, 60, 70])
})

test('the same shot is handed out once', async () => {
  const { show, saved } = watching()
  const one = best(40)
  await show(0, 'unknown', { type: 'decided', best: one })
  await show(100, 'known', { type: 'decided', best: one })
  expect(saved.map(({ shot }) => shot?.quality)).toEqual([40, undefined])
})

test('a shot that cannot be encoded costs the shot, not the event', async () => {
  const { show, saved } = watching(() => Promise.reject(new Error('no')))
  await show(0, 'known', { type: 'decided', best: best(40) })
  expect(saved).toMatchObject([{ event: { quality: 40 }, shot: undefined }])
})
