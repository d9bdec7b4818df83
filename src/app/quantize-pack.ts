// Makes a pack's embedder in whole numbers from photos of one half of the people, and finds on the other half whether it is as good, and quicker here.

import { readFile } from 'node:fs/promises'
import { RostroError } from '../core/errors.ts'
import { alignFace } from '../core/image/align.ts'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'
import type { AlignedFace, Template } from '../core/types.ts'
import { centralFace } from '../evaluation/observation.ts'
import { comparePrecisions, lossOf, type TwiceEmbedded } from '../evaluation/precision-loss.ts'
import { createEmbedder } from '../models/networks/embedder.ts'
import { toTensor } from '../models/networks/input.ts'
import { quantized } from '../models/onnx/quantize.ts'
import { quickened } from '../models/onnx/quickened.ts'
import type { Int8Embedder } from '../models/packs/own-int8.ts'
import { computesWholeNumbersHere } from '../models/packs/precision.ts'
import { measureExtents } from '../models/precision/measure-extents.ts'
import { openSession, type Session, type Tensor } from '../models/session.ts'
import { MIN_QUALITY } from '../recognition/evidence.ts'
import { judge } from '../recognition/quality.ts'
import { decodePhoto } from '../video/photos.ts'
import type { Evaluator } from './evaluation/open-evaluator.ts'
import { openModels } from './open-rostro.ts'
import type { PersonFolder } from './person-folders.ts'

/** Faces that extents are measured on; more widen them for what is rare. */
const MOST_MEASURED = 300
/** Photos compared with each other: four million pairs. */
const MOST_COMPARED = 3000
/** Runs of each network that are timed, in turn. */
const TIMED = 40
const THREADS = 1
/** What saves less is not worth another set of numbers. */
const LEAST_SAVED = 0.1

export interface QuantizeOptions {
  readonly onProgress: (done: number, of: number, what: string) => void
  readonly signal: AbortSignal
}

export interface Quantized {
  readonly int8: Int8Embedder
  /** Why it should not be used; undefined where it may. */
  readonly against: string | undefined
}

interface Photo {
  readonly person: string
  readonly aligned: AlignedFace
  readonly float: Template
}

/** @throws RostroError device_unavailable, model_incompatible, usage_invalid; the signal's reason */
export async function quantizePack(
  evaluator: Evaluator,
  folders: readonly PersonFolder[],
  { onProgress, signal }: QuantizeOptions,
): Promise<Quantized> {
  if (!(await computesWholeNumbersHere('cpu')))
    throw new RostroError(
      'device_unavailable',
      'The processor of this machine has no instructions for whole numbers (AVX512-VNNI or AVX-VNNI), or it is not known; the embedder stays as it is.',
    )
  const random = createRandom(1)
  const drawn = [...folders].map(folder => ({ folder, order: random() })).sort((a, b) => a.order - b.order)
  const half = (rest: number) => drawn.filter((_, i) => i % 2 === rest).map(({ folder }) => folder)
  const look = (people: readonly PersonFolder[], most: number, what: string) =>
    photosOf(evaluator, people, most, { onProgress: (done, of) => { onProgress(done, of, what) }, signal }) // prettier-ignore
  const { pack } = evaluator
  const spec = pack.networks.embedder
  const model = await openModels().readModel(pack.name, spec.file)

  const measured = await look(half(0), MOST_MEASURED, 'photos to measure on')
  const inputs = async function* (): AsyncGenerator<Tensor> {
    for (const [i, { aligned }] of measured.entries()) {
      signal.throwIfAborted()
      onProgress(i, measured.length, 'faces measured')
      yield await Promise.resolve(toTensor(plainRoom, [aligned], spec))
    }
  }
  const alive = quickened(model, { prelu: false })
  const whole = quantized(alive, await measureExtents(alive, inputs(), { threads: THREADS }))
  if (!whole)
    throw new RostroError(
      'model_incompatible',
      `Nothing of ${spec.file} can be computed in whole numbers; the embedder stays as it is.`,
    )

  const compared = await look(half(1), MOST_COMPARED, 'photos to compare')
  const options = { device: 'cpu', threads: THREADS } as const
  const [float, int8] = [await openSession(model, options), await openSession(whole, options)]
  try {
    const embedder = createEmbedder(int8, spec, evaluator.networks.embedder.space)
    const twice: TwiceEmbedded[] = []
    for (const [i, { person, aligned, float: known }] of compared.entries()) {
      signal.throwIfAborted()
      onProgress(i, compared.length, 'faces embedded')
      const [embedding] = await embedder.embed([aligned])
      const template = embedding && toTemplate(embedding)
      if (template) twice.push({ person, float: known, int8: template })
    }
    const loss = comparePrecisions(twice, pack.calibration?.impostors)
    const runMs = await timesOf(float, int8, toTensor(plainRoom, [compared[0]!.aligned], spec))
    const saved = 1 - runMs.int8 / runMs.float
    const slow = saved < LEAST_SAVED ? `a run takes ${runMs.int8.toFixed(2)} ms instead of ${runMs.float.toFixed(2)}` : undefined
    const points = loss.points.map(point => ({ ...point, missed: { ...point.missed }, falseMatches: { ...point.falseMatches } }))
    const measuredAt = new Date().toISOString().slice(0, 10)
    return { int8: { model: whole, measured: { ...loss, points, runMs, measuredAt } }, against: lossOf(loss) ?? slow }
  } finally {
    await float.close()
    await int8.close()
  }
}

const plainRoom = { room: (length: number) => new Float32Array(length) }

/** The faces good enough to be compared, as recognition has it; the same number of photos of everybody first. */
async function photosOf(
  { observer, networks }: Evaluator,
  people: readonly PersonFolder[],
  most: number,
  options: { readonly onProgress: (done: number, of: number) => void; readonly signal: AbortSignal },
): Promise<Photo[]> {
  const wanted = people
    .flatMap(({ name, photos }) => photos.map((path, turn) => ({ person: name, name: path, turn, bytes: () => readFile(path) })))
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most)
  const found: Photo[] = []
  for (const { photo, observation } of await observer.observeAll(wanted, options)) {
    const face = observation && centralFace(observation)
    if (!face || judge(face.signals, networks.embeddingLengths).value < MIN_QUALITY) continue
    const { image } = await decodePhoto(await photo.bytes(), { name: photo.name })
    const aligned = alignFace(image, face.landmarks)
    if (aligned) found.push({ person: photo.person, aligned, float: face.template })
  }
  if (found.length > 0) return found
  throw new RostroError('usage_invalid', `None of the ${wanted.length} photos shows a face good enough to compare.`)
}

/** CPU time, so that others at work on the machine count for less; each in turn. */
async function timesOf(float: Session, int8: Session, input: Tensor): Promise<{ float: number; int8: number }> {
  const times = { float: [] as number[], int8: [] as number[] }
  for (let i = 0; i < TIMED; i++)
    for (const [kind, session] of [
      ['float', float],
      ['int8', int8],
    ] as const) {
      // prettier-ignore
      const before = process.cpuUsage()
      await session.run(input)
      const { user, system } = process.cpuUsage(before)
      times[kind].push((user + system) / 1000)
    }
  const median = (of: number[]) => of.sort((a, b) => a - b)[of.length >> 1]!
  return { float: median(times.float), int8: median(times.int8) }
}
