import { expect, test } from 'vitest'
import { fakeNetworks, frameOf, type PaintedFace } from '../../test/fakes/scene.ts'
import { galleryOf } from '../../test/fixtures/templates.ts'
import { resize } from '../core/image/resize.ts'
import type { Frame } from '../core/ports.ts'
import type { Image, Template } from '../core/types.ts'
import type { Comparable, People } from './evidence.ts'
import { Recognizer, type RecognizerSettings } from './recognizer.ts'
import type { FrameResult, RecognitionEvent } from './recognized.ts'

const SETTINGS: RecognizerSettings = {
  rule: 'fusion',
  threshold: 0.45,
  minMargin: 0.05,
  minWeight: 100,
  minFrames: 3,
  detectEveryMs: 100,
}
const A: PaintedFace = { who: 0, x: 40, y: 60 }
const STRANGER: PaintedFace = { who: 6, x: 250, y: 80 }
const people = galleryOf(3)

/** A recognizer, its networks, and a clock that moves by one frame with each frame shown. */
function watching(change: Partial<RecognizerSettings> = {}) {
  const networks = fakeNetworks()
  const recognizer = new Recognizer(networks, { ...SETTINGS, ...change })
  const clock = { atMs: 0 }
  const events: RecognitionEvent[] = []
  async function show(faces: readonly PaintedFace[], frames = 1, options: { background?: number; gallery?: People } = {}) {
    let result: FrameResult | undefined
    for (let i = 0; i < frames; i++) {
      result = await recognizer.process(frameOf(faces, clock.atMs, options.background), options.gallery ?? people)
      events.push(...result.events)
      clock.atMs += 100
    }
    return result!
  }
  return { recognizer, networks, clock, show, events, said: () => events.map(told) }
}
const told = ({ type, track, decision }: RecognitionEvent) =>
  `${type} ${track.id} ${decision.candidate?.name ?? decision.outcome}`
const named = (result: FrameResult) =>
  result.faces.map(({ track, decision }) => `${track.id} ${decision.candidate?.name ?? decision.outcome}`)

test('a known person is named and a stranger is unknown, each told once', async () => {
  const { show, said } = watching()
  const result = await show([A, STRANGER], 30)
  expect(named(result)).toEqual(['1 A', '2 unknown'])
  expect(said().filter(line => line.startsWith('decided'))).toEqual(['decided 1 A', 'decided 2 unknown'])
  expect(said().filter(line => line.startsWith('appeared'))).toHaveLength(2)
})

test('a face is not told before it is sure to be one, and appears before or as it is named', async () => {
  const { show, said } = watching()
  expect((await show([A])).faces).toEqual([])
  await show([A], 10)
  expect(said()[0]).toMatch(/^appeared 1/)
  expect(said().at(-1)).toBe('decided 1 A')
})

test('a false alarm that a second look does not see never becomes a face, however long it lasts', async () => {
  const { show, said, recognizer, clock } = watching()
  expect((await show([{ ...STRANGER, falseAlarm: true }], 60)).faces).toEqual([])
  expect(said()).toEqual([])
  expect(recognizer.end(clock.atMs)).toEqual([])
})

test('what scores too low to be sure never becomes a face', async () => {
  const { show, said } = watching()
  await show([{ ...STRANGER, score: 0.8 }], 60)
  expect(said()).toEqual([])
})

test('a face that is gone leaves with its name, and comes back as somebody new to be named', async () => {
  const { show, said } = watching()
  await show([A], 10)
  await show([], 10)
  await show([A], 10)
  expect(said().filter(line => !line.startsWith('appeared'))).toEqual(['decided 1 A', 'left 1 A', 'decided 2 A'])
})

test('a face hidden for a moment keeps its track and name', async () => {
  const { show, said } = watching()
  await show([A], 10)
  await show([], 4)
  expect(named(await show([A], 5))).toEqual(['1 A'])
  expect(said().some(line => line.startsWith('left'))).toBe(false)
})

test('a cut ends every track, so nobody inherits a name', async () => {
  const { show, said } = watching()
  await show([A], 10)
  await show([{ ...A, who: 7 }], 10, { background: 120 })
  expect(said().filter(line => !line.startsWith('appeared'))).toEqual(['decided 1 A', 'left 1 A', 'decided 2 unknown'])
})

test('somebody else in the place of a face ends its track before the new face is named', async () => {
  const { show, said } = watching()
  await show([A], 20)
  expect(named(await show([{ ...A, who: 1 }], 30))).toEqual(['2 B'])
  expect(said().filter(line => !line.startsWith('appeared'))).toEqual(['decided 1 A', 'left 1 A', 'decided 2 B'])
})

test('once the answer stands, a face is embedded ever less often', async () => {
  const { show, networks } = watching()
  await show([A], 10)
  const early = networks.embedded
  await show([A], 100)
  expect(early).toBeGreaterThanOrEqual(3)
  expect(networks.embedded - early).toBeLessThanOrEqual(12)
})

test('a browser that sends the same view smaller or larger keeps everybody and their names', async () => {
  const { show, said, recognizer, clock } = watching()
  await show([A], 10)
  const frame = frameOf([A], clock.atMs)
  const twice: Frame = {
    ...frame,
    width: 2 * frame.width,
    height: 2 * frame.height,
    image: async () => resize(await frame.image(), 2 * frame.width, 2 * frame.height),
  }
  const { faces, events } = await recognizer.process(twice, people)
  expect(events).toEqual([])
  expect(faces.map(({ track, decision }) => [track.id, decision.candidate?.name])).toEqual([[1, 'A']])
  expect(faces[0]!.track.box.x).toBeGreaterThan(1.5 * A.x)
  expect(said().filter(line => line.startsWith('left'))).toEqual([])
})

test('with one look a frame, faces take turns and all are named', async () => {
  const { show, networks } = watching({ looksPerFrame: 1 })
  const group: PaintedFace[] = [A, { who: 1, x: 150, y: 60 }, STRANGER]
  await show(group, 2)
  const before = networks.embedded
  await show(group)
  expect(networks.embedded - before).toBeLessThanOrEqual(1)
  expect(named(await show(group, 20)).sort()).toEqual(['1 A', '2 B', '3 unknown'])
})

test('where faces are is known before anybody looks closer, under the names of the frames before', async () => {
  const { recognizer, networks, clock } = watching()
  const names: (string | undefined)[] = []
  for (let i = 0; i < 12; i++, clock.atMs += 100) {
    const before = networks.embedded
    const followed = await recognizer.follow(frameOf([A], clock.atMs))
    expect(networks.embedded).toBe(before)
    names.push(followed.faces[0]?.decision.candidate?.name)
    await followed.lookCloser(people)
  }
  expect(names[0]).toBeUndefined()
  expect(names.at(-1)).toBe('A')
  expect(networks.embedded).toBeGreaterThanOrEqual(3)
})

test('between detections faces are still there, moved along', async () => {
  const { show } = watching({ detectEveryMs: 300 })
  let last: FrameResult | undefined
  for (let i = 0; i < 29; i++) last = await show([{ ...A, x: 20 + i * 4 }])
  expect(named(last!)).toEqual(['1 A'])
  expect(Math.abs(last!.faces[0]!.track.box.x - (20 + 28 * 4))).toBeLessThan(6)
})

/** People who are looked for first. */
function searched() {
  const asked: (readonly Template[])[] = []
  const answers = { lacks: undefined as Comparable['lacks'] }
  const gallery: People = {
    size: people.size,
    threshold: people.threshold,
    near(probes) {
      asked.push(probes)
      const { size, threshold } = people
      const [byMean, byReference] = [people.byMean.bind(people), people.byReference.bind(people)]
      return Promise.resolve({ size, threshold, byMean, byReference, lacks: answers.lacks })
    },
  }
  return { gallery, asked, answers }
}

test('who has to be looked for is named as whoever is in memory, and asked for by the same template until more was seen', async () => {
  const { show, said } = watching()
  const { gallery, asked } = searched()
  await show([A, STRANGER], 30, { gallery })
  const here = watching()
  await here.show([A, STRANGER], 30)
  expect(said()).toEqual(here.said())
  expect(new Set(asked.flat()).size).toBeLessThan(asked.flat().length / 2)
})

test('while nobody can be looked for nobody gets a name, and whoever has one keeps it', async () => {
  const { show } = watching()
  const { gallery, answers } = searched()
  answers.lacks = 'search'
  expect(named(await show([A, STRANGER], 15, { gallery }))).toEqual(['1 undecided', '2 undecided'])
  answers.lacks = undefined
  expect(named(await show([A, STRANGER], 5, { gallery }))).toEqual(['1 A', '2 unknown'])
  answers.lacks = 'search'
  expect(named(await show([A, STRANGER], 5, { gallery }))).toEqual(['1 A', '2 undecided'])
})

test('a source that ends while somebody is looked for has its last word', async () => {
  const { recognizer, show, clock } = watching()
  await show([A], 10)
  const followed = await recognizer.follow(frameOf([A], clock.atMs))
  const { events } = await followed.lookCloser({
    ...{ size: 3, threshold: 1 },
    near() {
      expect(recognizer.end(clock.atMs).map(told)).toEqual(['left 1 A'])
      return Promise.resolve(people)
    },
  })
  expect(events).toEqual([])
})

test('who is registered while being watched is named on the same track', async () => {
  const { show, said } = watching()
  await show([A], 15, { gallery: galleryOf(0) })
  expect(named(await show([A], 5))).toEqual(['1 A'])
  expect(said().filter(line => line.startsWith('decided'))).toEqual(['decided 1 unknown', 'decided 1 A'])
})

test('at the end every face that was told leaves', async () => {
  const { show, recognizer, clock } = watching()
  await show([A, STRANGER], 15)
  expect(recognizer.end(clock.atMs).map(told)).toEqual(['left 1 A', 'left 2 unknown'])
  expect(recognizer.end(clock.atMs)).toEqual([])
})

test('one person is never two faces of one frame', async () => {
  const { show } = watching()
  const result = await show([A, { ...A, x: 300 }], 30)
  expect(result.faces).toHaveLength(2)
  expect(result.faces.filter(face => face.decision.outcome === 'known')).toHaveLength(1)
})

test('two recognizers share nothing', async () => {
  const [one, other] = [watching(), watching()]
  await one.show([A], 10)
  expect((await other.show([STRANGER])).faces).toEqual([])
  expect(named(await one.show([A]))).toEqual(['1 A'])
})

test('faces that are too small or outside every zone are nobody', async () => {
  const LEFT = [
    {
      points: [
        { x: 0, y: 0 },
        { x: 0.4, y: 0 },
        { x: 0.4, y: 1 },
        { x: 0, y: 1 },
      ],
    },
  ]
  const zoned = watching({ zones: LEFT })
  expect(named(await zoned.show([A, STRANGER], 20))).toEqual(['1 A'])
  const sized = watching({ minFacePx: 60 })
  expect(named(await sized.show([A, { ...STRANGER, side: 50 }], 20))).toEqual(['1 A'])
})

test('the best face of a track is kept on request, and stays the same until a better one comes', async () => {
  const { show } = watching({ keepBest: true })
  const early = (await show([{ ...A, side: 40 }], 10)).faces[0]?.best
  expect(early?.crop).toMatchObject({ width: 80, height: 80 })
  const later = (await show([{ ...A, side: 40 }], 5)).faces[0]?.best
  expect(later).toBe(early)
  expect((await watching().show([A], 10)).faces[0]?.best).toBeUndefined()
})

test('a threshold changed meanwhile counts for faces already there', async () => {
  const { show, recognizer } = watching()
  expect(named(await show([A], 15, { gallery: galleryOf(3) }))).toEqual(['1 A'])
  recognizer.decideBy({ ...SETTINGS, threshold: 2 })
  expect((await show([A], 3)).faces[0]?.decision.outcome).not.toBe('known')
})

test('in a still picture the detector runs once a second, and whoever is there keeps their name', async () => {
  const networks = fakeNetworks()
  let detections = 0
  const detect = (image: Image) => {
    detections++
    return networks.detector.detect(image)
  }
  const recognizer = new Recognizer({ ...networks, detector: { ...networks.detector, detect } }, SETTINGS)
  const show = (frame: number) => recognizer.process(frameOf([A], frame * 100), people)
  for (let i = 0; i < 30; i++) await show(i)
  const before = detections
  for (let i = 30; i < 60; i++) await show(i)
  expect(detections - before).toBe(3)
  expect(named(await show(60))).toEqual(['1 A'])
})
