// What every Store promises of doors: what is set, what people show there, who is inside, and a log nobody changes.

import { describe, expect, test } from 'vitest'
import type { Door, DoorDecision } from '../../src/core/doors.ts'
import type { Store } from '../../src/core/ports.ts'
import { doorPolicy } from '../../src/server/contract/doors.ts'
import { atMinute, reference } from './store-fixtures.ts'

export function doorsContract(of: () => Store, other: () => Store): void {
  const doors = () => of().doors
  const enrol = async (name: string) => (await of().enrol(name, [reference(name)])).id
  const pinOf = (id: string, personId: string) =>
    of().doors.addFactor({ id, personId, kind: 'pin', secret: `hash of ${id}`, createdAt: atMinute(0) })

  describe('doors', () => {
    test('are kept by name, replaced and deleted, and a name is given once', async () => {
      await doors().put(doorOf({ id: 'd2', name: ' Door 10 ' }))
      await doors().put(doorOf({ id: 'd1', name: 'Door 2' }))
      expect(await other().doors.list()).toEqual([doorOf({ id: 'd1', name: 'Door 2' }), doorOf({ id: 'd2', name: 'Door 10' })])
      await expect(doors().put(doorOf({ id: 'd3', name: 'door  2' }))).rejects.toMatchObject({ code: 'name_taken' })
      await doors().put(doorOf({ id: 'd1', name: 'DOOR 2', enabled: false }))
      expect(await other().doors.door('d1')).toMatchObject({ name: 'DOOR 2', enabled: false })
      await doors().delete('d1')
      await expect(doors().delete('d1')).rejects.toMatchObject({ code: 'door_not_found' })
      await expect(other().doors.door('d1')).rejects.toMatchObject({ code: 'door_not_found' })
    })

    test('stay locked whatever is set of them, and whoever opens the store', async () => {
      await doors().put(doorOf({}))
      expect(await doors().lockState('d')).toEqual({ refusals: 0, pausedUntil: undefined, locked: false })
      await doors().setLockState('d', { refusals: 5, pausedUntil: atMinute(1), locked: true })
      await doors().put(doorOf({ name: 'Other' }))
      expect(await other().doors.lockState('d')).toEqual({ refusals: 5, pausedUntil: atMinute(1), locked: true })
      await doors().setLockState('d', { refusals: 0, pausedUntil: undefined, locked: false })
      expect(await other().doors.lockState('d')).toMatchObject({ refusals: 0, locked: false })
      await expect(doors().setLockState('none', { refusals: 0, pausedUntil: undefined, locked: false })).rejects.toMatchObject({
        code: 'door_not_found',
      })
    })

    test('take what people show beside their faces, which goes with them', async () => {
      const anna = await enrol('Anna')
      await pinOf('f1', anna)
      await pinOf('f2', anna)
      expect(await other().doors.factors(anna)).toEqual(
        ['f1', 'f2'].map(id => ({ id, personId: anna, kind: 'pin', secret: `hash of ${id}`, createdAt: atMinute(0) })),
      )
      await expect(pinOf('f3', 'nobody')).rejects.toMatchObject({ code: 'person_not_found' })
      await doors().deleteFactor('f1')
      await expect(doors().deleteFactor('f1')).rejects.toMatchObject({ code: 'factor_not_found' })
      await of().deletePersonLater(anna, atMinute(1))
      expect(await doors().factors(anna)).toEqual([])
      await of().restorePerson(anna)
      expect((await doors().factors(anna)).map(({ id }) => id)).toEqual(['f2'])
      await doors().note({ at: atMinute(0), decision: decisionOf({}), inside: [{ personId: anna, area: 'main', inside: true }] })
      await of().deletePerson(anna)
      expect(await doors().factors(anna)).toEqual([])
      expect(await doors().isInside(anna, 'main')).toBeUndefined()
    })

    test('take a one-time password once, and none older than it, whoever asks at once', async () => {
      const anna = await enrol('Anna')
      await doors().addFactor({ id: 'f', personId: anna, kind: 'code', secret: 's', createdAt: atMinute(0) })
      const used = await Promise.all([of(), other(), of(), other()].map(store => store.doors.useCode('f', 7)))
      expect(used.filter(Boolean)).toHaveLength(1)
      expect(await doors().useCode('f', 6)).toBe(false)
      expect(await doors().useCode('f', 8)).toBe(true)
      expect(await doors().useCode('none', 9)).toBe(false)
    })

    test('give somebody merged the PINs of both, and the place where either was seen last', async () => {
      const [anna, annie] = [await enrol('Anna'), await enrol('Annie')]
      await pinOf('f1', anna)
      await pinOf('f2', annie)
      const seen = (minute: number, personId: string, area: string, inside: boolean) =>
        doors().note({ at: atMinute(minute), decision: decisionOf({}), inside: [{ personId, area, inside }] })
      await seen(1, anna, 'main', true)
      await seen(2, annie, 'main', false)
      await seen(3, annie, 'lab', true)
      await seen(4, anna, 'yard', true)
      await seen(1, annie, 'yard', false)
      await of().merge(annie, anna)
      expect((await doors().factors(anna)).map(({ id }) => id)).toEqual(['f1', 'f2'])
      const inside = await Promise.all(['main', 'lab', 'yard', 'roof'].map(area => doors().isInside(anna, area)))
      expect(inside).toEqual([false, true, true, undefined])
    })

    test('tell who is inside of which area since when, and forget it where that is wrong', async () => {
      const [anna, bo, cy] = [await enrol('Anna'), await enrol('Bo'), await enrol('Cy')]
      const seen = (minute: number, personId: string, area: string, inside: boolean) =>
        doors().note({ at: atMinute(minute), decision: decisionOf({}), inside: [{ personId, area, inside }] })
      await seen(1, anna, 'main', true)
      await seen(2, anna, 'lab', true)
      await seen(3, bo, 'main', true)
      await seen(4, cy, 'main', true)
      await seen(5, cy, 'main', false)
      const inside = async () => (await other().doors.presences()).map(({ personId, area }) => `${area} ${personId}`)
      expect((await other().doors.presences())[0]).toEqual({ personId: bo, area: 'main', since: atMinute(3) })
      expect(await inside()).toEqual([`main ${bo}`, `lab ${anna}`, `main ${anna}`])
      expect(await doors().forgetPresence(anna, 'roof')).toEqual([])
      expect(await doors().forgetPresence(anna, 'lab')).toEqual(['lab'])
      expect(await other().doors.isInside(anna, 'lab')).toBeUndefined()
      expect(await inside()).toEqual([`main ${bo}`, `main ${anna}`])
      expect(await doors().forgetPresence(anna)).toEqual(['main'])
      expect(await doors().forgetPresence('nobody')).toEqual([])
      await of().deletePersonLater(bo, atMinute(9))
      expect(await inside()).toEqual([])
    })

    test('have a log, page by page, that is part of the audit and outlives them', async () => {
      await doors().put(doorOf({}))
      const lines = []
      for (const doorId of ['d', 'e', 'd', 'd"', 'd']) {
        lines.push(await doors().note({ at: atMinute(lines.length), decision: decisionOf({ doorId }) }))
      }
      await of().audit.add({ at: atMinute(9), by: 'Olga', action: 'door.unlocked', detail: '{"doorId":"d",}' })
      await doors().delete('d')
      const first = await other().doors.log('d', { limit: 2 })
      expect(first).toMatchObject({ items: [lines[4], lines[2]], total: 3 })
      expect(await other().doors.log('d', { limit: 2, cursor: first.next })).toMatchObject({ items: [lines[0]], next: undefined })
      expect((await doors().log(undefined, { limit: 10 })).items).toEqual([...lines].reverse())
      expect((await doors().log('d"', { limit: 10 })).items).toEqual([lines[3]])
      expect(await of().audit.verify()).toBeUndefined()
      expect((await of().audit.list({ limit: 1 })).total).toBe(6)
    })

    test('note a decision with all that changes by it, or nothing', async () => {
      const anna = await enrol('Anna')
      const lock = { refusals: 3, pausedUntil: undefined, locked: false }
      const inside = [{ personId: anna, area: 'main', inside: true }]
      const line = { at: atMinute(0), decision: decisionOf({}), lock, inside }
      await expect(doors().note(line)).rejects.toMatchObject({ code: 'door_not_found' })
      expect(await doors().isInside(anna, 'main')).toBeUndefined()
      expect((await doors().log(undefined, { limit: 1 })).total).toBe(0)
      await doors().put(doorOf({}))
      await doors().note(line)
      expect(await other().doors.isInside(anna, 'main')).toBe(true)
      expect(await other().doors.lockState('d')).toEqual(lock)
    })

    test('do not move the version', async () => {
      const anna = await enrol('Anna')
      const before = await of().version()
      await doors().put(doorOf({}))
      await pinOf('f', anna)
      await doors().note({ at: atMinute(0), decision: decisionOf({}) })
      await doors().delete('d')
      expect(await of().version()).toBe(before)
    })
  })
}

export const doorOf = (given: Partial<Door>): Door => ({
  ...{ id: 'd', enabled: true, source: { kind: 'kiosk' }, openTimeoutMs: 2000, opener: { kind: 'none' }, ...given },
  name: (given.name ?? 'Front door').trim(),
  policy: given.policy ?? doorPolicy.parse({ who: { kind: 'everybody' } }),
})

export const decisionOf = (given: Partial<DoorDecision>): DoorDecision => ({
  doorId: 'd',
  outcome: 'refused',
  reasons: ['unknown_person'],
  personId: undefined,
  duress: false,
  track: 1,
  similarity: undefined,
  threshold: 0.4,
  livenessScore: undefined,
  challengeNonce: undefined,
  evidenceHash: '00',
  models: 'mobile',
  ...given,
})
