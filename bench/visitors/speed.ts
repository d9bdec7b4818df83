// What placing a visit costs as visits grow to 100,000, and what of that is the scan of the index.

import { createRandom } from '../../src/core/random.ts'
import { toTemplate } from '../../src/core/template.ts'
import type { EmbeddingSpace, Template } from '../../src/core/types.ts'
import { TemplateIndex } from '../../src/gallery/template-index.ts'
import { mobileCalibration } from '../../src/models/packs/declared/mobile-calibration.ts'
import { VisitorBook, visitorLimits } from '../../src/recognition/visitors.ts'
import { markdownTable } from '../accuracy/markdown.ts'

const SIZES = [3000, 10_000, 30_000, 100_000] as const
const VISITS_A_VISITOR = 100 / 30
/** One in so many visits waits. */
const WAITS = 20
const ASKED = 200
const PACK = { calibration: mobileCalibration, startThreshold: { similarity: 0.5 } }

export function speedTable(): string {
  return markdownTable(
    [
      'dimensions',
      'visits',
      'visitors',
      'scan of the index alone, ms',
      'placing a visit, ms',
      'writing it down, ms',
      'a call of repairs, ms',
    ],
    [128, 512].flatMap(dimensions => measure(dimensions)),
  )
}

function measure(dimensions: number): (string | number)[][] {
  const random = createRandom(1)
  const book: VisitorBook = new VisitorBook(() => visitorLimits(PACK, book.visitors), { placeOf: () => undefined, apart: [] })
  const rows: (string | number)[][] = []
  const people: Float32Array[] = []
  let visits = 0
  const next = () => {
    const i = visits++
    const own = Math.floor(i / VISITS_A_VISITOR)
    const person = (people[own] ??= noise(dimensions, random))
    const template = near(person, random)
    const at = new Date(i * 60_000)
    const id = String(i)
    return {
      visitId: id,
      visitorId: i % WAITS === 7 ? undefined : `v${own}`,
      cameraId: 'door',
      arrivedAt: at,
      departedAt: at,
      template,
      weight: 300,
      quality: 80,
    }
  }
  for (const size of SIZES) {
    while (visits < size) book.put(next())
    const asked = Array.from({ length: ASKED }, () => {
      const { visitId, cameraId, template, weight, quality, arrivedAt, departedAt } = next()
      const times = { fromMs: arrivedAt.getTime(), toMs: departedAt.getTime() }
      const seen = { cameraId, template, weight, quality, ...times, frames: 9 }
      return { ...seen, visitId: `asked ${visitId}`, nearestPerson: undefined, threshold: 0.5 }
    })
    const place = timed(() => {
      for (const sighting of asked) book.place(sighting)
    })
    const put = timed(() => {
      for (const { fromMs, toMs, ...visit } of asked)
        book.put({
          ...visit,
          visitorId: `v${Math.floor(Number(visit.visitId.slice(6)) / VISITS_A_VISITOR)}`,
          arrivedAt: new Date(fromMs),
          departedAt: new Date(toMs),
        })
    })
    const repairs = timed(() => book.repairs()) * ASKED
    const index = new TemplateIndex(dimensions)
    for (let i = 0; i < book.visitors; i++) index.set(String(i), people[i] ?? people[0]!)
    const scan = timed(() => {
      for (const { template } of asked) index.search(template.vector, 8)
    })
    rows.push([dimensions, book.visits, book.visitors, ...[scan, place, put, repairs].map(ms => ms.toFixed(2))])
  }
  return rows
}

/** Milliseconds for each asked. */
function timed(work: () => void): number {
  const from = performance.now()
  work()
  return (performance.now() - from) / ASKED
}

const space = 'speed' as EmbeddingSpace
const noise = (dimensions: number, random: () => number) =>
  unit(Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5)).vector

/** Cosine 0.7 or so to the person. */
function near(person: Float32Array, random: () => number): Template {
  const other = noise(person.length, random)
  return unit(person.map((value, i) => value + other[i]!))
}

const unit = (vector: Float32Array): Template => toTemplate({ space, vector })!
