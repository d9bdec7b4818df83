// The signals of tracks on real prints: photos of one presentation of NUAA, some seconds apart, taken as one slow track.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Observer } from '../../src/app/evaluation/observer.ts'
import type { Landmarks5 } from '../../src/core/types.ts'
import { areaUnder, parsePresentations, tradeOff, type Presentation } from '../../src/evaluation/pad.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { markdownTable } from '../accuracy/markdown.ts'
import { median } from '../common.ts'
import { TRACK_SIGNALS } from './track-signals.ts'

const LEAST_PHOTOS = 4

export async function sequenceTable(
  shared: string,
  observer: Observer,
): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const pad = join(shared, 'data/pad')
  const photos = parsePresentations(await readFile(join(pad, 'labels.tsv'), 'utf8'), 'labels.tsv')
  const sequences = new Map<string, { readonly presentation: Presentation; readonly points: Landmarks5[] }>()
  for (const presentation of photos.filter(p => p.species === 'print')) {
    const name = join(pad, presentation.image)
    const face = (await observer.observe({ name, bytes: () => readFile(name) })).faces[0]
    if (!face) continue
    // Subject, glasses, place and session; the last number counts frames.
    const key = presentation.image.replace(/_\d+\.jpg$/, '')
    const of = sequences.get(key) ?? { presentation, points: [] }
    sequences.set(key, of)
    of.points.push(face.landmarks)
  }
  const long = [...sequences.values()].filter(({ points }) => points.length >= LEAST_PHOTOS)
  const figures: Figure[] = []
  const rows = Object.entries(TRACK_SIGNALS).map(([name, signal]) => {
    const answered = long.map(({ presentation, points }) => ({ ...presentation, liveness: signal(points) }))
    const auc = areaUnder(tradeOff(answered))
    const of = (isAttack: boolean) => answered.filter(a => a.isAttack === isAttack).map(a => a.liveness)
    figures.push({
      metric: 'AUC',
      value: auc,
      low: null,
      high: null,
      n: long.length,
      pack: name,
      settings: { on: 'NUAA sequences' },
    })
    return [name, of(false).length, of(true).length, auc.toFixed(3), median(of(false)).toFixed(3), median(of(true)).toFixed(3)]
  })
  return { text: markdownTable(['signal', 'bona fide', 'prints', 'AUC', 'median, bona fide', 'median, prints'], rows), figures }
}
