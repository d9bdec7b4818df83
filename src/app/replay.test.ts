import { expect, test } from 'vitest'
import { galleryOf, probe } from '../../test/fixtures/templates.ts'
import type { KeptEvent, Shot } from '../core/records.ts'
import type { Candidate, OperatingPoint, Template } from '../core/types.ts'
import { operatingPoint, siteOf } from '../gallery/operating-point.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { decisionSettings } from './open-rostro.ts'
import { replay, unchanged, type Side } from './replay.ts'

const site = siteOf(mobile, 3, { people: [], strangers: { highest: [], of: 0 } })
const point = (threshold: number): OperatingPoint => operatingPoint(mobile, site, { threshold })
const side = (threshold: number, rule: 'fusion' | 'vote' = 'fusion'): Side => ({
  gallery: galleryOf(3),
  point: point(threshold),
  decision: () => decisionSettings({ threshold, rule }),
})

interface Kept {
  readonly shot?: Template
  /** To person a. */
  readonly similarity?: number
}

function eventsOf(...kept: Kept[]) {
  const events = kept.map(({ shot, similarity }, i) => {
    const candidates: Candidate[] = similarity === undefined ? [] : [{ personId: 'a', name: 'A', similarity, rank: 1 }]
    return {
      id: `e${i}`,
      sourceId: 'camera',
      sourceName: 'Door',
      startedAt: new Date('2026-06-01'),
      frames: 5,
      quality: 80,
      shot: shot !== undefined,
      decision: { candidates },
    } as unknown as KeptEvent
  })
  return {
    list: () => Promise.resolve({ items: events, next: undefined, total: events.length }),
    shot: (id: string) => {
      const template = kept[Number(id.slice(1))]!.shot
      return Promise.resolve(template && ({ template, quality: 80, crop: new Uint8Array() } satisfies Shot))
    },
  }
}
const since = { candidatesSince: new Date(0) }

test('events with a picture are decided anew from its template, before and after', async () => {
  const events = eventsOf({ shot: probe([0.8, 0, 0, 0, 0, 0.6]) }, { shot: probe([0.55, 0, 0, 0, 0, 0.83]) })
  const replayed = await replay({ events, before: side(0.5), after: side(0.7) })
  expect(replayed).toMatchObject({ events: 2, skipped: 0 })
  expect(unchanged(replayed)).toBe(1)
  expect(replayed.changes.map(c => [c.event.id, c.before.outcome, c.before.person?.name, c.after.outcome])).toEqual([
    ['e1', 'known', 'A', 'unknown'],
  ])
  expect([replayed.before.threshold, replayed.after.threshold]).toEqual([0.5, 0.7])
})

test('events without a picture are decided from the similarities they kept, while the rule compares so', async () => {
  const events = eventsOf({ similarity: 0.6 }, { similarity: 0.1 })
  const stricter = await replay({ events, before: side(0.5), after: side(0.65), ...since })
  expect(stricter.counts).toContainEqual({ before: 'known', after: 'undecided', samePerson: false, events: 1 })
  expect(stricter.counts).toContainEqual({ before: 'unknown', after: 'unknown', samePerson: true, events: 1 })
  const voted = await replay({ events, before: side(0.5), after: side(0.5, 'vote'), ...since })
  expect(voted).toMatchObject({ events: 2, skipped: 2, counts: [], changes: [] })
})

test('similarities kept of another embedding space are not used', async () => {
  const events = eventsOf({ similarity: 0.9 })
  expect(await replay({ events, before: side(0.5), after: side(0.7) })).toMatchObject({ events: 1, skipped: 1 })
})

test('a replay can be stopped', async () => {
  const events = eventsOf({ similarity: 0.9 })
  const signal = AbortSignal.abort(new Error('left'))
  await expect(replay({ events, before: side(0.5), after: side(0.7), ...since, signal })).rejects.toThrow('left')
})
