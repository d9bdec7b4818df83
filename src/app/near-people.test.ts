import { expect, test } from 'vitest'
import { probe, person, SPACE } from '../../test/fixtures/templates.ts'
import type { Enrolled } from '../core/ports.ts'
import type { Template } from '../core/types.ts'
import { NearPeople, type NearPeopleOptions } from './near-people.ts'

const IDS = ['a', 'b', 'c', 'd', 'e', 'f']
const everybody = new Map(IDS.map((id, k) => [id, probe(IDS.map((_, i) => (i === k ? 1 : 0)))]))
const near = (id: string): Template => probe(IDS.map(one => (one === id ? 0.8 : 0)))
const surroundings = () => ({ size: 1000, threshold: 0.5, isFilled: true })

function people(options: Partial<NearPeopleOptions> = {}) {
  const asked = { searches: 0, read: [] as string[] }
  const problems: unknown[] = []
  const found = new NearPeople({
    search: {
      nearest(probes) {
        asked.searches++
        return Promise.resolve(IDS.filter(id => probes.some(({ vector }) => vector[IDS.indexOf(id)]! > 0.5)))
      },
    },
    store: {
      async *enrolled({ personIds = [] }): AsyncGenerator<readonly Enrolled[]> {
        asked.read.push(...personIds)
        await Promise.resolve()
        yield personIds.flatMap(id => {
          const template = everybody.get(id)
          const photo = { id: `photo of ${id}`, quality: 80, source: '', createdAt: new Date(0) }
          return template ? [{ person: person(id), references: [{ ...photo, personId: id, template }] }] : []
        })
      },
    },
    space: SPACE,
    onProblem: error => problems.push(error),
    ...options,
  })
  const first = async (face: Template) => (await found.near([face], surroundings)).byMean(face, 1)[0]?.personId
  return { found, asked, problems, first }
}

test('whoever was found is compared exactly, and neither searched for nor read twice', async () => {
  const { found, asked, first } = people()
  const face = near('a')
  expect([await first(face), await first(face), await first(near('a'))]).toEqual(['a', 'a', 'a'])
  expect(asked).toEqual({ searches: 2, read: ['a'] })
  expect(await found.near([face], surroundings)).toMatchObject({ size: 1000, threshold: 0.5, lacks: undefined })
})

test('those asked for longest ago are forgotten, and found again', async () => {
  const { asked, first } = people({ most: 2 })
  for (const id of ['a', 'b', 'c', 'a']) expect(await first(near(id))).toBe(id)
  expect(asked.read).toEqual(['a', 'b', 'c', 'a'])
})

test('a comparison from which somebody went is not whole any more', async () => {
  const { found } = people()
  const comparable = await found.near([near('a')], surroundings)
  expect(comparable.lacks).toBeUndefined()
  found.forget({ ids: ['a'], areSomeGone: false })
  expect(comparable.lacks).toBe('search')
  expect(comparable.byMean(near('a'), 1)).toEqual([])
})

test('who changes while they are read is read again', async () => {
  const changes = { left: 1 }
  const { found, asked, first } = people({
    search: {
      nearest() {
        if (changes.left-- > 0)
          void Promise.resolve().then(() => {
            found.forget({ ids: ['a'], areSomeGone: false })
          })
        return Promise.resolve(['a'])
      },
    },
  })
  expect(await first(near('a'))).toBe('a')
  expect(asked.read).toEqual(['a', 'a'])
})

test('a search that fails or comes too late leaves a comparison without a search, and the next face does not wait', async () => {
  const held: ((ids: readonly string[]) => void)[] = []
  const { found, problems } = people({
    patienceMs: 1,
    search: { nearest: () => new Promise(resolve => held.push(resolve)) },
  })
  const face = near('a')
  expect((await found.near([face], surroundings)).lacks).toBe('search')
  expect((await found.near([near('b')], surroundings)).lacks).toBe('search')
  for (const answer of held) answer(['a'])
  await expect.poll(async () => (await found.near([face], surroundings)).lacks).toBeUndefined()
  const failing = people({ search: { nearest: () => Promise.reject(new Error('gone')) } })
  expect((await failing.found.near([face], surroundings)).lacks).toBe('search')
  expect([problems, failing.problems.length]).toEqual([[], 1])
})

test('faces of another space are like nobody, and nobody is asked', async () => {
  const { found, asked } = people()
  const foreign = probe([1], 'another' as typeof SPACE)
  expect((await found.near([foreign], surroundings)).byMean(foreign, 1)).toEqual([])
  expect(asked.searches).toBe(0)
})
