// What every Store promises of the audit: an entry for each thing done, in one unbroken chain.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute } from './store-fixtures.ts'

export function auditContract(of: () => Store, other: () => Store): void {
  const entry = (minute: number) => ({
    ...{ at: atMinute(minute), by: 'Olga', action: 'remembering_on', detail: JSON.stringify({ minute }) },
  })

  describe('the audit', () => {
    test('gives back what was added, newest first, page by page', async () => {
      expect(await of().audit.list({ limit: 10 })).toEqual({ items: [], next: undefined, total: 0 })
      const added = []
      for (let minute = 1; minute <= 5; minute++) added.push(await of().audit.add(entry(minute)))
      expect(added.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
      expect(added[0]).toMatchObject(entry(1))
      expect(new Set(added.map(({ hash }) => hash)).size).toBe(5)
      for (const { hash } of added) expect(hash).toMatch(/^[0-9a-f]{64}$/)
      const first = await other().audit.list({ limit: 3 })
      expect(first).toMatchObject({ items: added.slice(2).reverse(), total: 5 })
      const second = await other().audit.list({ limit: 3, cursor: first.next })
      expect(second).toEqual({ items: added.slice(0, 2).reverse(), next: undefined, total: 5 })
      await expect(other().audit.list({ limit: 3, cursor: 'none' })).rejects.toMatchObject({ code: 'request_invalid' })
    })

    test('is one chain, whoever writes at once', async () => {
      const added = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? of() : other()).audit.add(entry(i))))
      expect(added.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
      expect(await of().audit.verify()).toBeUndefined()
    })

    test('fits when it is empty, and does not move the version', async () => {
      const before = await of().version()
      expect(await of().audit.verify()).toBeUndefined()
      await of().audit.add(entry(0))
      expect(await of().audit.verify()).toBeUndefined()
      expect(await of().version()).toBe(before)
    })
  })
}
