// Clips of the development data with nobody registered: how many visitors come of how many people.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { decisionSettings, recognizerSettings } from '../../src/app/open-rostro.ts'
import { watch } from '../../src/app/watch.ts'
import { centre } from '../../src/core/geometry/box.ts'
import { appearanceAt, parseClipLabels } from '../../src/evaluation/clip-labels.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import type { OperatedPack } from '../../src/gallery/operating-point.ts'
import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { VisitorBook, visitorLimits, type Sighting } from '../../src/recognition/visitors.ts'
import { openSource } from '../../src/video/open-source.ts'
import { markdownTable } from '../accuracy/markdown.ts'
import type { OpenedPack } from '../shared-packs.ts'
import type { Aim } from './aims.ts'

const Crowd = z.object({ facing: z.number(), sharp: z.number() })
/** As the keeper of visits asks for it. */
const KEPT_FROM = { frames: 3, quality: 40 }
const AN_HOUR_MS = 3_600_000

interface Seen {
  readonly sighting: Sighting
  readonly truth: string | undefined
}

export async function measureClips(
  video: string,
  opened: OpenedPack,
  operated: OperatedPack,
  name: string,
): Promise<{ readonly rows: string[][]; readonly aims: readonly Aim[] }> {
  const friends = parseClipLabels(await readFile('bench/truth/six-friends.json', 'utf8'), 'six-friends.json')
  const crowd = Crowd.parse(JSON.parse(await readFile('bench/truth/crowd.json', 'utf8')))
  const six = await follow(join(video, 'six-friends.mp4'), opened, friends)
  const street = await follow(join(video, 'crowd.mp4'), opened, [])
  const again = six.map(seen => ({ ...seen, sighting: later(seen.sighting) }))
  const once = told(six, operated)
  const twice = told([...six, ...again], operated)
  const walking = told(street, operated)
  const isSix = ({ visitors, mixed, torn }: Told) => visitors === 6 && mixed === 0 && torn === 0
  const aim = (asked: string, of: Told, met: boolean): Aim => ({ asked, networks: name, got: `${of.visitors} visitors`, met })
  return {
    rows: [
      [name, 'six-friends.mp4', '6', ...cells(once, true)],
      [name, 'the same twice, an hour apart', '6', ...cells(twice, true)],
      [name, 'crowd.mp4', `${crowd.facing} facing, ${crowd.sharp} of them sharp`, ...cells(walking, false)],
    ],
    aims: [
      aim('six-friends.mp4: six visitors, no more', once, isSix(once)),
      aim('the same when all return an hour later', twice, isSix(twice)),
      aim(
        `crowd.mp4: the ${crowd.sharp} who are seen sharply, and none beyond the ${crowd.facing} who face the camera`,
        walking,
        walking.visitors >= crowd.sharp && walking.visitors <= crowd.facing,
      ),
    ],
  }
}

interface Told {
  readonly tracks: number
  readonly visitors: number
  readonly waiting: number
  /** Visitors of two people, and people with two visitors. */
  readonly mixed: number
  readonly torn: number
}

const cells = ({ tracks, visitors, waiting, mixed, torn }: Told, isLabelled: boolean): string[] => [
  ...[tracks, visitors, waiting].map(String),
  ...(isLabelled ? [mixed, torn].map(String) : ['not labelled', 'not labelled']),
]

export const clipTable = (rows: readonly (readonly string[])[]): string =>
  markdownTable(
    [
      'networks',
      'clip',
      'people',
      'tracks good enough',
      'visitors',
      'tracks waiting',
      'visitors of two people',
      'people with two visitors',
    ],
    rows,
  )

const later = (sighting: Sighting): Sighting => ({
  ...sighting,
  visitId: `again ${sighting.visitId}`,
  fromMs: sighting.fromMs + AN_HOUR_MS,
  toMs: sighting.toMs + AN_HOUR_MS,
})

/** Every state of every track of somebody unknown, in order. */
async function follow(
  clip: string,
  { pack, ...networks }: OpenedPack,
  labels: Parameters<typeof appearanceAt>[0],
): Promise<Seen[]> {
  const gallery = new Gallery(embeddingSpace(pack), [], [])
  const settings = { ...recognizerSettings(decisionSettings()), keepBest: true }
  const seen: Seen[] = []
  for await (const { result } of watch({ networks, gallery: gallery as never }, await openSource(clip), settings)) {
    for (const { track, decision, frames, best, pooled } of result.faces) {
      if (decision.outcome !== 'unknown' || !best || !pooled) continue
      if (frames < KEPT_FROM.frames || best.quality < KEPT_FROM.quality) continue
      const times = { fromMs: track.firstSeenAtMs, toMs: track.lastSeenAtMs }
      const { template, weight } = pooled
      const sighting = {
        visitId: `track ${track.id}`,
        cameraId: 'clip',
        ...times,
        template,
        weight,
        frames,
        quality: best.quality,
      }
      const truth = appearanceAt(labels, result.atMs, centre(track.box))?.name
      seen.push({ sighting: { ...sighting, nearestPerson: undefined, threshold: 1 }, truth })
    }
  }
  return seen
}

function told(seen: readonly Seen[], operated: OperatedPack): Told {
  const book: VisitorBook = new VisitorBook(() => visitorLimits(operated, book.visitors), { placeOf: () => undefined, apart: [] })
  const visitorOf = new Map<string, string | undefined>()
  const votes = new Map<string, readonly string[]>()
  let visitors = 0
  for (const { sighting, truth } of seen) {
    const { visitId, fromMs, toMs, ...rest } = sighting
    if (truth) votes.set(visitId, [...(votes.get(visitId) ?? []), truth])
    const placed = visitorOf.get(visitId) === undefined ? book.place(sighting) : undefined
    if (placed?.kind === 'founds') visitorOf.set(visitId, `visitor ${++visitors}`)
    else if (placed) visitorOf.set(visitId, placed.kind === 'joins' ? placed.visitorId : undefined)
    book.put({ ...rest, visitId, visitorId: visitorOf.get(visitId), arrivedAt: new Date(fromMs), departedAt: new Date(toMs) })
  }
  for (let repairs = book.repairs(); repairs.length > 0; repairs = book.repairs()) {
    for (const repair of repairs) {
      const moved =
        repair.kind === 'merge'
          ? [...visitorOf].filter(([, of]) => of === repair.from).map(([id]) => [id, repair.into] as const)
          : repair.kind === 'join'
            ? [[repair.visitId, repair.visitorId] as const]
            : repair.visitIds.map(id => [id, `${repair.visitorId} too`] as const)
      for (const [visitId, visitorId] of moved) {
        visitorOf.set(visitId, visitorId)
        book.move(visitId, visitorId)
      }
    }
  }
  const pairs = [...visitorOf].flatMap(([visitId, visitorId]) => {
    const truth = mostOf(votes.get(visitId) ?? [])
    return visitorId && truth ? [{ visitorId, truth }] : []
  })
  return {
    tracks: visitorOf.size,
    visitors: book.visitors,
    waiting: [...visitorOf.values()].filter(of => of === undefined).length,
    mixed: several(pairs, 'visitorId', 'truth'),
    torn: several(pairs, 'truth', 'visitorId'),
  }
}

/** In the frames around a cut a track is not where its face is. */
const mostOf = (votes: readonly string[]): string | undefined =>
  [...new Set(votes)].sort((a, b) => votes.filter(v => v === b).length - votes.filter(v => v === a).length)[0]

/** How many of one have more than one of the other. */
function several<Key extends string>(pairs: readonly Readonly<Record<Key, string>>[], one: Key, other: Key): number {
  const all = new Map<string, Set<string>>()
  for (const pair of pairs) all.set(pair[one], (all.get(pair[one]) ?? new Set()).add(pair[other]))
  return [...all.values()].filter(of => of.size > 1).length
}
