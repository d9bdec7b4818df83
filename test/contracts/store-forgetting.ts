// What every Store promises of forgetting strangers: now, all at once, and when their time is over.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute, reference, SPACE } from './store-fixtures.ts'
import { BY, comes, CONSENT, EVERYTHING, idsOf, ofPerson, visitAt, visitFace, WAITING } from './visit-fixtures.ts'

const NEVER = atMinute(-1e6)
const BEFORE = { faces: NEVER, visits: NEVER, changes: NEVER }

export function forgettingContract(of: () => Store, other: () => Store): void {
  const visits = () => of().visits
  const faces = async () => (await other().visits.remembered(SPACE, EVERYTHING)).map(({ visitId }) => visitId)
  const named = (id: string, newName: string) => visits().name(id, { newName, consent: CONSENT }, BY)

  describe('forgetting', () => {
    test('a visitor leaves visits of nobody, and nothing to undo', async () => {
      await comes(of(), 'v', 2)
      await comes(of(), 'w', 1, 30)
      await comes(of(), 'x', 1, 31)
      await visits().merge('v', ['x'], BY)
      const { id } = await visits().setState('w', 'ignored', BY)
      await visits().forget('v')
      expect(await faces()).toEqual(['w-0'])
      expect(await idsOf(of(), { kind: 'anonymous' })).toEqual(['v-1', 'x-0', 'v-0'])
      expect(await visits().find('v-1')).toMatchObject({ nth: undefined, visitorNumber: undefined, face: false })
      expect([await visits().face('v-1'), await visits().findVisitor('v')]).toEqual([undefined, undefined])
      expect((await visits().changes(9)).map(change => change.id)).toEqual([id])
      await expect(visits().forget('v')).rejects.toMatchObject({ code: 'visitor_not_found' })
    })

    test('everybody leaves the people and how many came', async () => {
      await comes(of(), 'v', 2)
      await comes(of(), 'w', 1)
      await comes(of(), 'n', 3)
      const { person } = await named('n', 'Nora')
      await visits().keepApart(['v', 'w'])
      await visits().save(visitAt('waits', 0, WAITING), visitFace('waits'))
      expect(await visits().forgetAll()).toBe(4)
      expect([await faces(), await visits().apart(), await visits().changes(9)]).toEqual([[], [], []])
      expect((await visits().visitors({ state: 'active', sort: 'visits' }, EVERYTHING)).total).toBe(0)
      expect((await visits().list({ kind: 'anonymous' }, EVERYTHING)).total).toBe(4)
      expect((await visits().list({ personId: person.id }, EVERYTHING)).total).toBe(3)
      expect(await of().references({ personId: person.id })).toHaveLength(3)
      expect(await visits().forgetAll()).toBe(0)
    })
  })

  describe('what is too old', () => {
    test('goes on time: faces, then visits; those of a person stay as long as visits do', async () => {
      const anna = await of().enrol('Anna', [reference('Anna')])
      await comes(of(), 'v', 2)
      await visits().save(visitAt('waits', 0, WAITING), visitFace('waits'))
      await visits().save(visitAt('anna', 0, ofPerson(anna.id)))
      const overdue = () => Promise.all([10, 11, 71].map(minute => visits().overdue(atMinute(minute))))
      expect(await overdue()).toEqual([0, 2, 3])
      expect(await visits().expire({ ...BEFORE, faces: atMinute(10) })).toBe(0)
      expect(await visits().expire({ ...BEFORE, faces: atMinute(11) })).toBe(2)
      expect(await faces()).toEqual(['v-1'])
      expect(await idsOf(of(), { kind: 'anonymous' })).toEqual(['waits', 'v-0'])
      expect(await visits().visitor('v')).toMatchObject({ visits: 1, coverVisitId: 'v-1', firstSeenAt: atMinute(0) })
      expect(await visits().expire({ ...BEFORE, faces: atMinute(71) })).toBe(1)
      expect(await visits().findVisitor('v')).toBeUndefined()
      expect(await overdue()).toEqual([0, 0, 0])
      expect(await visits().find('anna')).toMatchObject({ person: anna })
      await visits().expire({ ...BEFORE, visits: atMinute(11) })
      expect(await idsOf(of(), {})).toEqual(['v-1'])
    })

    test('of visits goes with the face, however long faces are kept', async () => {
      await comes(of(), 'v', 2)
      await visits().addCrossings([
        { cameraId: 'door', name: 'Till', kind: 'zone', direction: 'in', at: atMinute(5), eventId: 'e' },
      ])
      expect(await visits().expire({ ...BEFORE, visits: atMinute(11) })).toBe(1)
      expect(await visits().visitor('v')).toMatchObject({ visits: 1 })
      expect(await visits().crossings({ from: NEVER, to: atMinute(99) })).toEqual([])
      await visits().expire({ ...BEFORE, visits: atMinute(71) })
      expect([await faces(), await idsOf(of(), {})]).toEqual([[], []])
    })

    test('of a clock that was ahead is as old as what is seen now', async () => {
      await comes(of(), 'v', 2, 10_000)
      await visits().save(visitAt('anna', 10_000), undefined)
      await visits().expire({ ...BEFORE, now: atMinute(9_000) })
      expect(await visits().visitor('v')).toMatchObject({ firstSeenAt: atMinute(10_000), lastSeenAt: atMinute(10_070) })
      await visits().expire({ ...BEFORE, now: atMinute(20) })
      expect(await visits().visitor('v')).toMatchObject({ firstSeenAt: atMinute(20), lastSeenAt: atMinute(20), visits: 2 })
      expect(await visits().find('anna')).toMatchObject({ arrivedAt: atMinute(10_000) })
      expect(await visits().expire({ ...BEFORE, faces: atMinute(21) })).toBe(2)
    })

    test('leaves a visitor who was just founded', async () => {
      await visits().addVisitor({ id: 'v', firstSeenAt: atMinute(5) })
      await visits().expire({ ...BEFORE, faces: atMinute(5) })
      expect(await visits().findVisitor('v')).toBeDefined()
      await visits().expire({ ...BEFORE, faces: atMinute(6) })
      expect(await visits().findVisitor('v')).toBeUndefined()
    })

    test('cannot be undone any more', async () => {
      await comes(of(), 'v', 1)
      await comes(of(), 'w', 1)
      const { change } = await named('v', 'Vera')
      const ignored = await visits().setState('w', 'ignored', { ...BY, at: atMinute(2000) })
      await visits().expire({ ...BEFORE, changes: atMinute(1001) })
      expect(await visits().changes(9)).toEqual([ignored])
      await expect(visits().undo(change.id)).rejects.toMatchObject({ code: 'change_not_found' })
    })

    test('is not brought back by undoing', async () => {
      await comes(of(), 'v', 3)
      await comes(of(), 'w', 1)
      const merged = await visits().merge('w', ['v'], BY)
      await visits().undo(merged.id)
      const { change } = await named('v', 'Vera')
      await visits().expire({ ...BEFORE, faces: atMinute(11) })
      await visits().undo(change.id)
      expect(await faces()).toEqual(['v-1', 'v-2'])
      await visits().expire({ ...BEFORE, faces: atMinute(11) })
      expect(await idsOf(of(), { visitorId: 'v' })).toEqual(['v-2', 'v-1'])
    })

    test('is deleted however much it is, and moves the version only where there was something', async () => {
      for (let i = 0; i < 450; i++) {
        await visits().save(visitAt(`${i}`, 0, WAITING), visitFace(`${i % 9}`, { length: 8, cropBytes: 20 }))
      }
      expect(await visits().expire({ ...BEFORE, faces: atMinute(11) })).toBe(450)
      expect(await faces()).toEqual([])
      const before = [await visits().version(), await of().version()]
      await visits().expire({ faces: atMinute(11), changes: atMinute(11), visits: NEVER })
      expect([await visits().version(), await of().version()]).toEqual(before)
      await visits().expire({ ...BEFORE, visits: atMinute(11) })
      expect((await visits().list({}, EVERYTHING)).total).toBe(0)
    })
  })
}
