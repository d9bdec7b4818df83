import { describe, expect, test } from 'vitest'
import { bars, explain, type DecisionJson } from './explain.ts'

const ada = { personId: 'a', name: 'Ada', similarity: 0.4149, rank: 1 }
const bob = { personId: 'b', name: 'Bob', similarity: -0.03, rank: 2 }
const decision: DecisionJson = {
  outcome: 'undecided',
  person: null,
  candidates: [bob, ada].reverse(),
  threshold: 0.42,
  margin: 0.4449,
  reasons: ['below_threshold', 'blurred'],
  liveness: null,
}

describe('the reasons of a decision', () => {
  test('speak of the first candidate in cosines', () => {
    expect(explain(decision)[0]).toEqual({
      reason: 'near_threshold',
      name: 'Ada',
      second: 'Bob',
      similarity: 0.4149,
      threshold: 0.42,
      margin: 0.4449,
    })
  })

  test('come in the order given', () => {
    expect(explain({ ...decision, outcome: 'unknown' }).map(({ reason }) => reason)).toEqual(['below_threshold', 'blurred'])
  })

  test('speak of the person named, who need not come first', () => {
    const kept = explain({ ...decision, outcome: 'known', person: { id: 'b', name: 'Bob' }, reasons: ['keeps_its_name'] })
    expect(kept[0]).toMatchObject({ name: 'Bob', similarity: -0.03 })
  })

  test('do without candidates', () => {
    expect(explain({ ...decision, candidates: [], margin: null, reasons: ['gallery_empty'] })).toEqual([
      { reason: 'gallery_empty', threshold: 0.42 },
    ])
  })
})

describe('the bars of a decision', () => {
  test('are as long as the cosine, and none is shorter than nothing', () => {
    expect(bars(decision).map(bar => [bar.name, bar.share, bar.reaches])).toEqual([
      ['Ada', 0.4149, false],
      ['Bob', 0, false],
    ])
  })

  test('reach the threshold by equalling it', () => {
    expect(bars({ ...decision, threshold: 0.4149 })[0]?.reaches).toBe(true)
  })
})
