// Passive liveness of whole tracks: photos and clips held before a camera with a hand's motion, and the untouched clips.

import { join } from 'node:path'
import { z } from 'zod'
import { openKept } from '../../src/app/evaluation/kept.ts'
import type { Observer } from '../../src/app/evaluation/observer.ts'
import { areaUnder, tradeOff } from '../../src/evaluation/pad.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { countOf, shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { openSource } from '../../src/video/open-source.ts'
import { markdownTable } from '../accuracy/markdown.ts'
import { median } from '../common.ts'
import type { OpenedPack } from '../shared-packs.ts'
import { Held } from './held.ts'
import { CLIPS } from './injected.ts'
import { MEDIA, type Medium } from './media.ts'
import { bonaFidePhotos, readFace } from './photo-attacks.ts'
import { runTracks, Story, type Shown } from './track-run.ts'
import { TRACK_SIGNALS, type TrackSignal } from './track-signals.ts'

/** Every tenth photo, on each medium. */
const EVERY = 10
const FRAMES = 10
const LOOK_EVERY_MS = 120
/** Raised whenever tracks are made or followed differently. */
const RUN_AS = 1

interface Told extends Story {
  readonly species: string
  readonly pack: string
}

/** @param packs by the name the table gives them */
export async function trackTable(
  shared: string,
  cache: string,
  observer: Observer,
  packs: Readonly<Record<string, OpenedPack>>,
): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const kept = await openKept(join(cache, `tracks-${RUN_AS}.jsonl`), z.record(z.string(), z.array(Story)))
  const told: Told[] = []
  const take = (species: string, by: Readonly<Record<string, Story[]>>) => {
    for (const [pack, stories] of Object.entries(by)) told.push(...stories.map(story => ({ ...story, species, pack })))
  }
  const runAll = async (pictures: readonly Shown[]) => {
    const by: Record<string, Story[]> = {}
    for (const [name, pack] of Object.entries(packs)) by[name] = await runTracks(pictures, pack)
    return by
  }
  const settings = Object.values(packs).map(({ pack, pad }) => [pack.networks.pad, pad?.thresholds])
  try {
    const photos = (await bonaFidePhotos(shared)).filter((_, i) => i % EVERY === 0)
    for (const [i, photo] of photos.entries()) {
      for (const [k, medium] of MEDIA.entries()) {
        const by = await kept.get(['held', photo.path, medium, FRAMES, settings], async () => {
          const seen = await readFace(photo, observer)
          return seen ? runAll(hold(medium, seen.image, seen.face, 10_000 + i * MEDIA.length + k)) : {}
        })
        take(medium, by)
      }
    }
    for (const clip of CLIPS) {
      const path = join(shared, 'data/video', clip)
      const by = await kept.get(['clip', clip, settings], async () => {
        const all: Record<string, Story[]> = {}
        for (const [name, pack] of Object.entries(packs)) all[name] = await runTracks(framesOf(path), pack)
        return all
      })
      take(clip, by)
    }
  } finally {
    await kept.close()
  }
  return tables(told)
}

function hold(medium: Medium, photo: Shown['image'], face: Parameters<Held['picture']>[1], seed: number): Shown[] {
  const held = new Held(medium, photo, face, seed)
  return Array.from({ length: FRAMES }, (_, i) => ({
    image: held.picture(photo, face, i * LOOK_EVERY_MS),
    atMs: i * LOOK_EVERY_MS,
  }))
}

async function* framesOf(path: string): AsyncGenerator<Shown> {
  let nextMs = -Infinity
  for await (const frame of (await openSource(path)).frames()) {
    const { atMs } = frame
    if (atMs >= nextMs) {
      nextMs = atMs + LOOK_EVERY_MS - 10
      yield { image: await frame.image(), atMs }
    }
    frame.close()
  }
}

function tables(told: readonly Told[]): { readonly text: string; readonly figures: readonly Figure[] } {
  const figures: Figure[] = []
  const isMade = ({ species }: Told) => species.startsWith('synthetic')
  const packs = [...new Set(told.map(t => t.pack))]
  const rows = packs.flatMap(pack =>
    [...new Set(told.map(t => t.species))].map(species => {
      const of = told.filter(t => t.pack === pack && t.species === species)
      const [alive, picture] = [countOf(of, t => t.everBonaFide), countOf(of, t => t.everAttack)]
      const answered = of.flatMap(t => (t.decidedAfterMs === null ? [] : [t.decidedAfterMs]))
      const computed = of.flatMap(t => (t.computedMs === null ? [] : [t.computedMs]))
      const wrong = species.startsWith('synthetic') ? alive : picture
      figures.push(shareFigure(species.startsWith('synthetic') ? 'APCER' : 'BPCER', wrong, pack, { species, by: 'track' }))
      const times = answered.length > 0 ? [`${median(answered).toFixed(0)} ms`, `${median(computed).toFixed(0)} ms`] : ['–', '–']
      return [pack, species, of.length, shareWords(alive), shareWords(picture), ...times]
    }),
  )
  const signalRows = (Object.keys(TRACK_SIGNALS) as TrackSignal[]).map(signal => {
    const one = told.filter(t => t.pack === packs[0] && t.frames >= 4)
    const answered = one.map(t => ({
      image: '',
      isAttack: isMade(t),
      species: t.species,
      subject: '',
      liveness: t.signals[signal] ?? 0,
    }))
    const auc = areaUnder(tradeOff(answered))
    const middle = (made: boolean) => median(one.filter(t => isMade(t) === made).map(t => t.signals[signal] ?? 0)).toFixed(3)
    figures.push({
      metric: 'AUC',
      value: auc,
      low: null,
      high: null,
      n: one.length,
      pack: signal,
      settings: { on: 'synthetic tracks' },
    })
    return [signal, one.length, auc.toFixed(3), middle(false), middle(true)]
  })
  const text = [
    markdownTable(['pack', 'tracks of', 'n', 'ever bona fide', 'ever an attack', 'answer after', 'computed in'], rows),
    markdownTable(['signal', 'tracks', 'AUC', 'median, bona fide', 'median, attacks'], signalRows),
  ].join('\n\n')
  return { text, figures }
}
