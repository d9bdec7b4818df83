import { expect, test } from 'vitest'
import type { EventFilter, KeptEvent, PageRequest } from '../core/records.ts'
import { strangersOf } from './strangers.ts'

const NOW = new Date('2026-06-30')
const DAY_MS = 86_400_000

function eventsOf(similarities: readonly (number | undefined)[]) {
  const asked: EventFilter[] = []
  const list = (filter: EventFilter, { cursor = '0', limit }: PageRequest) => {
    asked.push(filter)
    const from = Number(cursor)
    const items = similarities.slice(from, from + limit).map(similarity => {
      const candidates = similarity === undefined ? [] : [{ personId: 'p', name: 'P', similarity, rank: 1 }]
      return { decision: { candidates } } as unknown as KeptEvent
    })
    const next = from + limit < similarities.length ? String(from + limit) : undefined
    return Promise.resolve({ items, next, total: similarities.length })
  }
  return { list, asked }
}

test('the best candidate of every unknown face counts, page after page, and faces compared with nobody do not', async () => {
  const events = eventsOf([...Array<number>(700).fill(0.2), undefined, 0.3])
  const found = await strangersOf(events, new Date(0), NOW)
  expect(found).toHaveLength(701)
  expect(found.at(-1)).toBe(0.3)
})

test('only the last 30 days count, and nothing from before the newest person came', async () => {
  const events = eventsOf([])
  await strangersOf(events, new Date(0), NOW)
  await strangersOf(events, new Date(NOW.getTime() - DAY_MS), NOW)
  expect(events.asked).toEqual([
    { outcome: 'unknown', from: new Date(NOW.getTime() - 30 * DAY_MS) },
    { outcome: 'unknown', from: new Date(NOW.getTime() - DAY_MS) },
  ])
})

test('of very many the newest 2,000 are enough', async () => {
  const events = eventsOf(Array<number>(9000).fill(0.1))
  expect(await strangersOf(events, new Date(0), NOW)).toHaveLength(2000)
})
