import { describe, expect, test } from 'vitest'
import type { ReplayedJson } from '../../../src/client.ts'
import { sharesWith, toChoice, toChosen, toQuery } from './choice.ts'
import { summarise } from './replayed.ts'
import { place, toShare } from './share.ts'

describe('a choice of wrong names', () => {
  const kept = [
    { threshold: null, wrongNames: null },
    { threshold: 0.5, wrongNames: null },
    { threshold: null, wrongNames: { per: 'stranger', share: 0.002 } },
    { threshold: null, wrongNames: { per: 'camera_month', count: 3, strangersPerDay: 400 } },
  ] as const

  test('comes back as it was kept', () => {
    for (const chosen of kept) expect(toChosen(toChoice(chosen, 0.4))).toEqual(chosen)
  })

  test('is fixed at a similarity even where wrong names are said too', () => {
    expect(toChoice({ threshold: 0.5, wrongNames: kept[2].wrongNames }, 0.4).kind).toBe('similarity')
  })

  test('is asked about by one field of its own', () => {
    expect(kept.map(chosen => toQuery(toChoice(chosen, 0.4)))).toEqual([
      { default: 'true' },
      { threshold: 0.5 },
      { share: 0.002 },
      { perMonth: 3, strangersPerDay: 400 },
    ])
  })

  test('offers a share set elsewhere among its own', () => {
    expect(sharesWith(0.002)).toEqual([0.1, 0.01, 0.002, 0.001, 0.0001, 0.00001])
    expect(sharesWith(0.001)).toHaveLength(5)
  })
})

describe('a rate', () => {
  test('is one in so many, with two digits', () => {
    expect([0.001, 0.000_287, 0.0949, 0.05].map(toShare)).toEqual([
      { count: 1, of: 1000 },
      { count: 1, of: 3500 },
      { count: 1, of: 11 },
      { count: 1, of: 20 },
    ])
  })

  test('is so many in a hundred where that is plainer', () => {
    expect([0.1, 0.14, 0.999, 1].map(toShare)).toEqual([
      { count: 1, of: 10 },
      { count: 14, of: 100 },
      { count: 100, of: 100 },
      { count: 100, of: 100 },
    ])
  })

  test('may be nothing, or too rare to say', () => {
    expect(toShare(0)).toEqual({ count: 0, of: 0 })
    expect(toShare(1e-12)).toEqual({ count: 1, of: 1e9 })
  })

  test('has its place between a millionth and all', () => {
    expect([0, 1e-9, 1e-6, 0.001, 1].map(place)).toEqual([0, 0, 0, 0.5, 1])
  })
})

describe('trying on past events', () => {
  const replayed = (counts: ReplayedJson['counts']) => ({ events: 20, skipped: 4, counts }) as unknown as ReplayedJson

  test('tells what stays from what changes, the most frequent change first', () => {
    const summary = summarise(
      replayed([
        { before: 'known', after: 'known', samePerson: true, events: 5 },
        { before: 'known', after: 'known', samePerson: false, events: 1 },
        { before: 'unknown', after: 'unknown', samePerson: false, events: 4 },
        { before: 'known', after: 'undecided', samePerson: true, events: 2 },
        { before: 'known', after: 'undecided', samePerson: false, events: 4 },
        { before: 'undecided', after: 'known', samePerson: false, events: 0 },
      ]),
    )
    expect(summary).toEqual({
      tried: 16,
      same: 9,
      changes: [
        { kind: 'known_undecided', events: 6 },
        { kind: 'known_known', events: 1 },
      ],
    })
  })
})
