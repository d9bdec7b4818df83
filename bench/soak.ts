// Hours with four cameras, people who come and go, and connections that break: does memory stay, and does the same picture get the same names?

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../src/client.ts'
import { openSource } from '../src/video/open-source.ts'
import { encodeJpeg } from '../src/video/photos.ts'
import { startRtspCamera } from '../test/video/rtsp-camera.ts'
import { agedFrames, loopDelay, ratesOf, readMeter } from './cameras/meter.ts'
import { serve, type Vitals } from './cameras/serve.ts'
import { floorsOf, slopeOf, type Sample } from './cameras/slope.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
/** One to three faces, a street full of them, a dark stage, and the first again. */
const CLIPS = ['six-friends.mp4', 'crowd.mp4', 'hamilton.mp4', 'six-friends.mp4']
const SAMPLE_MS = 5000
/** In samples: somebody is registered, and the one before the last three is deleted; one camera's plug is pulled. */
const EVERY = { enrolment: 3, reset: 12 }
const KEPT = 3
/** Not counted as growth: the first quarter, half an hour at most. */
const WARM_UP = { share: 0.25, mostMs: 1_800_000 }
const AIM_MB_PER_HOUR = 1
/** Of each such stretch the least memory is told, and the growth from its beginning on. */
const STRETCH_MS = 900_000
/** Growth from later on is told only where there is so much of it to see. */
const SEEN_MS = 1_800_000
const CONSENT = { text: 'A bench on public photos.', given: true } as const
/** Every so many frames of the first clip are looked at, before and afterwards. */
const LOOK_STRIDE = 40

const { shared, json, threads, numbers } = readOptions({ minutes: 120, fps: 25 })
const [video, lfw] = [join(shared, 'data/video'), join(shared, 'data/lfw')]
needs(join(video, CLIPS[0]!))
needs(lfw)
if (!existsSync('/proc/self/stat')) throw new Error('This bench reads /proc and runs on Linux only.')

const cameras = await Promise.all(CLIPS.map(clip => startRtspCamera(join(video, clip), () => ({ framesPerSecond: numbers.fps }))))
const serving = await serve(
  PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`)),
  threads,
)
try {
  const cameraIds: string[] = []
  for (const [i, { port }] of cameras.entries())
    cameraIds.push(await serving.addCamera(`Camera ${i + 1}`, `rtsp://127.0.0.1:${port}/`))
  const pictures = await picturesToLookAt()
  const before = await lookAt(serving.api, pictures)
  const { samples, enrolled } = await soak()
  const after = await lookAt(serving.api, pictures)
  const figures = await summarise(cameraIds, samples, { enrolled, before, after })
  print(figures)
  await writeJson(json, figures)
} finally {
  await serving.close()
  for (const camera of cameras) await camera[Symbol.asyncDispose]()
}

type TimedVitals = Vitals & { readonly atMs: number }

async function soak(): Promise<{ samples: readonly TimedVitals[]; enrolled: number }> {
  const photos = await strangers()
  const samples: TimedVitals[] = []
  const here: string[] = []
  let enrolled = 0
  const leave = async (stay: number) => {
    while (here.length > stay) {
      const personId = here.shift()!
      await serving.api('DELETE /people/:personId', { params: { personId }, query: { now: 'true' } })
    }
  }
  const endMs = now() + numbers.minutes * 60_000
  for (let i = 0; now() < endMs; i++) {
    samples.push({ atMs: now(), ...(await serving.vitals()) })
    if (i % EVERY.enrolment === 0) {
      const photo = photos[(i / EVERY.enrolment) % photos.length]!
      const personId = await enrol(`Somebody ${enrolled}`, photo)
      if (personId !== undefined) {
        enrolled++
        here.push(personId)
      }
      await leave(KEPT)
    }
    if (i % EVERY.reset === EVERY.reset - 1) cameras[Math.floor(i / EVERY.reset) % cameras.length]!.reset()
    await wait(SAMPLE_MS)
  }
  await leave(0)
  return { samples, enrolled }
}

/** A photo each of people of LFW. */
async function strangers(): Promise<readonly string[]> {
  const names = (await readdir(lfw)).sort().slice(0, 200)
  const photos = await Promise.all(
    names.map(async name => (await readdir(join(lfw, name))).slice(0, 1).map(photo => join(lfw, name, photo))),
  )
  return photos.flat()
}

/** Undefined where the photo or the person is refused, which is an answer like another. */
async function enrol(name: string, photo: string): Promise<string | undefined> {
  const { api } = serving
  const { id: enrolmentId } = await api('POST /enrolments', { body: {} })
  const params = { enrolmentId }
  const image = new Blob([new Uint8Array(await readFile(photo))])
  const offered = await api('POST /enrolments/:enrolmentId/photos', { params, pictures: { image } })
  if (!offered.kept) {
    await api('DELETE /enrolments/:enrolmentId', { params })
    return undefined
  }
  const finished = await api('POST /enrolments/:enrolmentId/finish', {
    params,
    body: { name, consent: CONSENT, confirmed: true },
  })
  return finished.stored ? finished.personId : undefined
}

async function picturesToLookAt(): Promise<readonly Blob[]> {
  const pictures: Blob[] = []
  for await (const frame of (await openSource(join(video, CLIPS[0]!))).frames()) {
    if (frame.index % LOOK_STRIDE === 0) pictures.push(new Blob([new Uint8Array(await encodeJpeg(await frame.image(), 95))]))
    frame.close()
  }
  return pictures
}

interface Looked {
  readonly name: string | undefined
  readonly similarity: number | undefined
}

async function lookAt(api: Client, pictures: readonly Blob[]): Promise<readonly Looked[]> {
  const looked: Looked[] = []
  for (const image of pictures) {
    const { faces } = await api('POST /recognize', { pictures: { image } })
    for (const { decision } of faces) looked.push({ name: decision.person?.name, similarity: decision.candidates[0]?.similarity })
  }
  return looked
}

async function summarise(
  cameraIds: readonly string[],
  samples: readonly TimedVitals[],
  { enrolled, before, after }: { enrolled: number; before: readonly Looked[]; after: readonly Looked[] },
) {
  const [fromMs, toMs] = [samples[0]!.atMs, samples.at(-1)!.atMs]
  const warmMs = fromMs + Math.min((toMs - fromMs) * WARM_UP.share, WARM_UP.mostMs)
  const warm = samples.filter(({ atMs }) => atMs >= warmMs)
  const lines = await readMeter(serving.meterFile)
  const aged = agedFrames(lines, numbers.fps)
  const handles = lines.filter(line => line.thread === 'worker' && line.frames.length > 0).map(line => line.handles)
  const states = await serving.api('GET /cameras')
  const heaps = lines
    .filter(({ thread, atMs }) => thread === 'main' && atMs >= warmMs)
    .map(({ atMs, heapMb }) => ({ atMs, value: heapMb }))
  const memory = ({ atMs, rssMb }: TimedVitals) => ({ atMs, value: rssMb })
  return {
    minutes: round((toMs - fromMs) / 60_000, 1),
    rssMb: { first: round(samples[0]!.rssMb, 0), warm: round(warm[0]!.rssMb, 0), last: round(samples.at(-1)!.rssMb, 0) },
    growth: growthOf(warm.map(memory), fromMs),
    rssFloorsMb: floorsOf(samples.map(memory), STRETCH_MS).map(mb => round(mb, 0)),
    /** What lives on the main thread, about: a quarter of an hour holds a whole collection of garbage, or nearly so. */
    mainHeapFloorsMb: floorsOf(heaps, STRETCH_MS).map(mb => round(mb, 1)),
    openFiles: { warm: warm[0]!.openFiles, last: samples.at(-1)!.openFiles },
    engineHandles: { first: handles[0] ?? 0, last: handles.at(-1) ?? 0, most: Math.max(...handles) },
    enrolled,
    reconnects: states.reduce((sum, { state }) => sum + state.reconnects, 0),
    facesLookedAt: before.length,
    sameDecisions: before.length === after.length && before.every(({ name }, i) => name === after[i]?.name),
    mostSimilarityChange: Math.max(0, ...before.map((one, i) => Math.abs((one.similarity ?? 0) - (after[i]?.similarity ?? 0)))),
    mainLoop: loopDelay(lines, 'main', { fromMs: warmMs, toMs }),
    idleLoop: loopDelay(lines, 'idle', { fromMs: warmMs, toMs }),
    each: cameraIds.map(id => ratesOf(aged.get(id) ?? [], { fromMs: warmMs, toMs })),
    loadAverage: round(loadavg()[0]!, 1),
    machine: machine(),
  }
}

/** From when it is warm, and from each quarter of an hour after it: does warming up take longer than is left out for it? */
function growthOf(samples: readonly Sample[], fromMs: number) {
  const [warmMs, toMs] = [samples[0]!.atMs, samples.at(-1)!.atMs]
  return Array.from({ length: 1 + Math.max(0, Math.floor((toMs - warmMs - SEEN_MS) / STRETCH_MS)) }, (_, i) => {
    const sinceMs = warmMs + i * STRETCH_MS
    const { perHour, standardError, samples: count } = slopeOf(samples.filter(({ atMs }) => atMs >= sinceMs))
    return {
      fromMinute: round((sinceMs - fromMs) / 60_000, 0),
      mbPerHour: round(perHour, 2),
      standardError: round(standardError, 2),
      samples: count,
    }
  })
}

function print(figures: Awaited<ReturnType<typeof summarise>>): void {
  const { rssMb, openFiles, engineHandles } = figures
  console.log(`${figures.minutes} minutes, four cameras at ${numbers.fps} frames a second, ${figures.machine}\n`)
  printTable(
    ['', 'measured', 'aim'],
    [
      ['memory MB: first, warm, last', `${rssMb.first}, ${rssMb.warm}, ${rssMb.last}`, ''],
      ['least memory MB of each quarter of an hour', figures.rssFloorsMb.join(', ') || '-', ''],
      ["the main thread's least heap MB of each when warm", figures.mainHeapFloorsMb.join(', ') || '-', 'the same'],
      ['open files: warm, last', `${openFiles.warm}, ${openFiles.last}`, 'the same'],
      [
        "the engine's handles: first, last, most",
        `${engineHandles.first}, ${engineHandles.last}, ${engineHandles.most}`,
        'the same',
      ],
      ['registered and deleted', figures.enrolled, ''],
      ['reconnects', figures.reconnects, ''],
      ['same names as at the start', `${figures.sameDecisions ? 'yes' : 'no'}, of ${figures.facesLookedAt} faces`, 'yes'],
      ['largest change of a similarity', figures.mostSimilarityChange.toExponential(1), ''],
      ['answered a second, each', figures.each.map(rates => rates.answeredPerSecond).join(', '), ''],
      ['decision age p99 ms, each', figures.each.map(rates => rates.decisionAgeMs.p99).join(', '), ''],
      ['main thread held up, ms, longest', figures.mainLoop.maxMs, '≤ 20'],
      ['main thread at work without a pause, ms, longest', figures.mainLoop.ranMaxMs, '≤ 20'],
      ['a process that does nothing held up, ms, longest', figures.idleLoop.maxMs, ''],
      ['load of the machine', figures.loadAverage, ''],
    ],
  )
  printTable(
    ['from minute', 'memory MB an hour', 'aim', 'samples'],
    figures.growth.map(({ fromMinute, mbPerHour, standardError, samples }) => [
      fromMinute,
      `${mbPerHour} ± ${standardError}`,
      `≤ ${AIM_MB_PER_HOUR}`,
      samples,
    ]),
  )
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
