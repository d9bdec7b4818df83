// What every Store promises of groups of people.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import type { TimeWindow } from '../../src/core/groups.ts'
import { atMinute, reference } from './store-fixtures.ts'

const EARLY: TimeWindow = { days: [1, 2, 3], from: '06:00', to: '14:00' }

export function groupsContract(of: () => Store, other: () => Store): void {
  const groups = () => of().groups
  const enrol = async (name: string) => (await of().enrol(name, [reference(name)])).id
  const membersOf = async (groupId: string) => (await other().groups.list()).find(({ id }) => id === groupId)?.personIds

  describe('groups', () => {
    test('are kept by name, changed and deleted, and a name is given once', async () => {
      const anna = await enrol('Anna')
      const night = await groups().add({ name: ' Shift 10 ', personIds: [anna, anna], allowed: [EARLY] })
      expect(night).toMatchObject({ name: 'Shift 10', personIds: [anna], allowed: [EARLY] })
      const early = await groups().add({ name: 'Shift 2', personIds: [], allowed: [] })
      expect(await other().groups.list()).toEqual([early, night])
      await expect(groups().add({ name: 'shift  2', personIds: [], allowed: [] })).rejects.toMatchObject({ code: 'name_taken' })
      await expect(groups().change(night.id, { name: 'SHIFT 2' })).rejects.toMatchObject({ code: 'name_taken' })
      await expect(groups().change(night.id, { name: ' ' })).rejects.toMatchObject({ code: 'name_invalid' })
      const changed = await groups().change(night.id, { name: 'shift 10', allowed: [] })
      expect(changed).toEqual({ ...night, name: 'shift 10', allowed: [] })
      await groups().delete(early.id)
      expect(await other().groups.list()).toEqual([changed])
      await expect(groups().delete(early.id)).rejects.toMatchObject({ code: 'group_not_found' })
      await expect(groups().change(early.id, {})).rejects.toMatchObject({ code: 'group_not_found' })
      expect(await of().findPerson('Anna')).toBeDefined()
    })

    test('hold people in the order they were given, and nobody who is not registered', async () => {
      const [anna, ben] = [await enrol('Anna'), await enrol('Ben')]
      const { id } = await groups().add({ name: 'Staff', personIds: [ben, anna], allowed: [] })
      expect(await membersOf(id)).toEqual([ben, anna])
      await groups().change(id, { personIds: [anna] })
      expect(await membersOf(id)).toEqual([anna])
      await expect(groups().change(id, { personIds: [ben, 'nobody'] })).rejects.toMatchObject({ code: 'person_not_found' })
      expect(await membersOf(id)).toEqual([anna])
      await expect(groups().add({ name: 'Ghosts', personIds: ['nobody'], allowed: [] })).rejects.toMatchObject({
        code: 'person_not_found',
      })
      expect(await other().groups.list()).toHaveLength(1)
    })

    test('lose who is deleted, at once, and have them back when that is undone', async () => {
      const [anna, ben] = [await enrol('Anna'), await enrol('Ben')]
      const { id } = await groups().add({ name: 'Staff', personIds: [anna, ben], allowed: [] })
      await of().deletePersonLater(anna, atMinute(1))
      expect(await membersOf(id)).toEqual([ben])
      await groups().change(id, { personIds: [ben] })
      await of().restorePerson(anna)
      expect(new Set(await membersOf(id))).toEqual(new Set([anna, ben]))
      await of().deletePerson(anna)
      await of().deletePersonLater(ben, atMinute(1))
      await of().purgePeople(atMinute(1))
      expect(await membersOf(id)).toEqual([])
    })

    test('follow people who are merged, and hold nobody twice', async () => {
      const [anna, annie] = [await enrol('Anna'), await enrol('Annie')]
      const both = await groups().add({ name: 'Both', personIds: [annie, anna], allowed: [] })
      const one = await groups().add({ name: 'One', personIds: [annie], allowed: [] })
      await of().merge(annie, anna)
      expect([await membersOf(both.id), await membersOf(one.id)]).toEqual([[anna], [anna]])
    })

    test('do not move the version', async () => {
      const anna = await enrol('Anna')
      const before = await of().version()
      const { id } = await groups().add({ name: 'Staff', personIds: [anna], allowed: [] })
      await groups().change(id, { personIds: [] })
      await groups().delete(id)
      expect(await of().version()).toBe(before)
    })
  })
}
