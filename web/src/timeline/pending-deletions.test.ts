import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PendingDeletions, UNDO_MS } from './pending-deletions.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const open = () => {
  const removed: string[] = []
  return { removed, deletions: new PendingDeletions(id => removed.push(id)) }
}

test('an event is hidden at once and deleted when nobody undid it', () => {
  const { removed, deletions } = open()
  deletions.add('a')
  expect([...deletions.ids()]).toEqual(['a'])
  expect(removed).toEqual([])
  vi.advanceTimersByTime(UNDO_MS)
  expect(removed).toEqual(['a'])
  expect(deletions.ids().size).toBe(0)
})

test('an undone deletion never happens', () => {
  const { removed, deletions } = open()
  deletions.add('a')
  deletions.undo('a')
  vi.advanceTimersByTime(UNDO_MS * 2)
  deletions.flush()
  expect(removed).toEqual([])
})

test('leaving the page deletes once what was waiting', () => {
  const { removed, deletions } = open()
  deletions.add('a')
  deletions.add('a')
  deletions.add('b')
  deletions.flush()
  vi.advanceTimersByTime(UNDO_MS * 2)
  expect(removed).toEqual(['a', 'b'])
})
