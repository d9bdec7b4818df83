// What every Store promises of alerts: rules, targets, and an outbox that says each thing once and in order.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute, reference } from './store-fixtures.ts'

const DAY_MINUTES = 24 * 60

export function alertsContract(of: () => Store, other: () => Store): void {
  const alerts = () => of().alerts
  const notice = (once: string, minute = 0, body = JSON.stringify({ once })) => ({
    ...{ id: `id of ${once}`, once, at: atMinute(minute), body },
  })
  const add = (...names: string[]) => alerts().add(names.map(name => notice(name)))
  const sequences = async (after = 0) => (await other().alerts.since(after, 1000)).map(({ sequence }) => sequence)

  describe('rules and targets', () => {
    test('are kept in the order they were first given, replaced and deleted', async () => {
      for (const id of ['b', 'a']) await alerts().putRule({ id, body: `"${id}"` })
      await alerts().putRule({ id: 'b', body: '"new"' })
      expect(await other().alerts.rules()).toEqual([
        { id: 'b', body: '"new"' },
        { id: 'a', body: '"a"' },
      ])
      await alerts().deleteRule('b')
      expect(await other().alerts.rules()).toEqual([{ id: 'a', body: '"a"' }])
      await expect(alerts().deleteRule('b')).rejects.toMatchObject({ code: 'rule_not_found' })

      for (const id of ['b', 'a']) await alerts().putTarget({ id, body: `"${id}"` })
      await alerts().putTarget({ id: 'b', body: '"new"' })
      expect((await other().alerts.targets()).map(({ body }) => body)).toEqual(['"new"', '"a"'])
      await alerts().deleteTarget('b')
      await expect(alerts().deleteTarget('b')).rejects.toMatchObject({ code: 'target_not_found' })
      await expect(alerts().delivery('b')).rejects.toMatchObject({ code: 'target_not_found' })
    })

    test('a new target begins after the newest notice, one that is replaced stays where it was', async () => {
      await alerts().putTarget({ id: 'old', body: '{}' })
      await add('a', 'b')
      await alerts().putTarget({ id: 'new', body: '{}' })
      await alerts().putTarget({ id: 'old', body: '{"changed":true}' })
      const untried = { failures: 0, nextAt: undefined, lastError: undefined, dropped: 0 }
      expect(await other().alerts.delivery('old')).toEqual({ targetId: 'old', position: 0, ...untried })
      expect(await other().alerts.delivery('new')).toEqual({ targetId: 'new', position: 2, ...untried })
      const tried = { targetId: 'new', position: 2, failures: 3, nextAt: atMinute(1), lastError: 'it hangs', dropped: 4 }
      await alerts().setDelivery(tried)
      expect(await other().alerts.delivery('new')).toEqual(tried)
      await alerts().setDelivery({ targetId: 'new', position: 3, ...untried })
      expect(await other().alerts.delivery('new')).toEqual({ targetId: 'new', position: 3, ...untried })
    })

    test('how it goes with a target that was deleted meanwhile is not kept', async () => {
      await alerts().putTarget({ id: 't', body: '{}' })
      const delivery = await alerts().delivery('t')
      await alerts().deleteTarget('t')
      await alerts().setDelivery({ ...delivery, position: 7 })
      await alerts().putTarget({ id: 't', body: '{}' })
      expect(await alerts().delivery('t')).toEqual(delivery)
    })
  })

  describe('the outbox', () => {
    test('gives back what was added, oldest first, from a cursor on', async () => {
      const added = await alerts().add([notice('a', 1), notice('b', 2), notice('c', 0)])
      expect(added).toEqual([
        { sequence: 1, id: 'id of a', at: atMinute(1), body: '{"once":"a"}' },
        { sequence: 2, id: 'id of b', at: atMinute(2), body: '{"once":"b"}' },
        { sequence: 3, id: 'id of c', at: atMinute(0), body: '{"once":"c"}' },
      ])
      expect(await other().alerts.since(0, 10)).toEqual(added)
      expect(await other().alerts.since(1, 1)).toEqual([added[1]])
      expect(await other().alerts.since(3, 10)).toEqual([])
      expect(await alerts().add([])).toEqual([])
    })

    test('says a thing once, within one call, across calls and processes', async () => {
      expect((await add('a', 'b', 'a')).map(({ id }) => id)).toEqual(['id of a', 'id of b'])
      const race = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? of() : other()).alerts.add([{ ...notice('c'), id: `c${i}` }])),
      )
      expect(race.flat()).toHaveLength(1)
      expect(await sequences()).toEqual([1, 2, 3])
    })

    test('never gives a sequence twice, and says nothing again for five days after it expired', async () => {
      await add('a', 'b')
      await alerts().expire(atMinute(1), 1000)
      expect([await sequences(), await alerts().newest()]).toEqual([[], 2])
      expect((await add('a', 'c')).map(({ sequence }) => sequence)).toEqual([3])
      await alerts().putTarget({ id: 't', body: '{}' })
      expect(await alerts().delivery('t')).toMatchObject({ position: 3 })
      await alerts().expire(atMinute(5 * DAY_MINUTES + 1), 1000)
      expect((await add('a')).map(({ sequence }) => sequence)).toEqual([4])
    })

    test('knows when something that begins alike was last said, by order and not by a clock that was ahead', async () => {
      expect(await alerts().lastAt('r/')).toBeUndefined()
      await alerts().add([notice('r/person:b/1', 9), notice('r/person:a/1', 1), notice('r/person:a/2', 5)])
      await alerts().add([notice('r/person:a/3', 3), notice('r/person:ab/1', 7)])
      expect(await other().alerts.lastAt('r/person:a/')).toEqual(atMinute(3))
      expect(await other().alerts.lastAt('r/person:b/')).toEqual(atMinute(9))
      expect(await other().alerts.lastAt('r/person:_/')).toBeUndefined()
      await alerts().expire(atMinute(1000), 1000)
      expect(await other().alerts.lastAt('r/person:a/')).toEqual(atMinute(3))
    })

    test('gives up what is too old and what is too much, and counts it for the targets that had not got so far', async () => {
      for (const id of ['none', 'some', 'all']) await alerts().putTarget({ id, body: '{}' })
      await alerts().add(Array.from({ length: 10 }, (_, i) => notice(`${i}`, i)))
      for (const [id, position] of [
        ['some', 3],
        ['all', 10],
      ] as const)
        await alerts().setDelivery({ ...(await alerts().delivery(id)), position })
      const dropped = async () =>
        Promise.all(['none', 'some', 'all'].map(async id => (await other().alerts.delivery(id)).dropped))
      await alerts().expire(new Date(0), 10)
      expect([await dropped(), await sequences()]).toEqual([
        [0, 0, 0],
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      ])
      await alerts().expire(atMinute(2), 10)
      expect([await dropped(), await sequences()]).toEqual([
        [2, 0, 0],
        [3, 4, 5, 6, 7, 8, 9, 10],
      ])
      await alerts().expire(atMinute(2), 5)
      expect([await dropped(), await sequences()]).toEqual([
        [5, 2, 0],
        [6, 7, 8, 9, 10],
      ])
      const wants = ({ sequence }: { sequence: number }, targetId: string) => targetId !== 'none' || sequence === 7
      await alerts().expire(atMinute(8), 5, wants)
      expect([await dropped(), await sequences()]).toEqual([
        [6, 5, 0],
        [9, 10],
      ])
    })

    test('does not move the version', async () => {
      const before = await of().version()
      await alerts().putRule({ id: 'r', body: '{}' })
      await alerts().putTarget({ id: 't', body: '{}' })
      await add('a')
      await alerts().setDelivery({ ...(await alerts().delivery('t')), position: 1 })
      await alerts().expire(atMinute(1), 1)
      expect(await of().version()).toBe(before)
    })
  })

  describe('alerts about a person', () => {
    const about = (personId: string, rule = 'r') => JSON.stringify({ kind: 'arrived', rule: { id: rule, name: rule }, personId })
    const enrol = async (name: string) => (await of().enrol(name, [reference(name)])).id
    const bodies = async () => (await other().alerts.since(0, 10)).map(({ body }) => body)

    test('say nobody once the person is deleted, and a rule about that person goes with what it said', async () => {
      const [anna, ben] = [await enrol('Anna'), await enrol('Ben')]
      const rule = (personId: string) => JSON.stringify({ name: 'Whoever comes', who: { kind: 'person', personId } })
      await alerts().putRule({ id: 'of anna', body: rule(anna) })
      await alerts().putRule({ id: 'of ben', body: rule(ben) })
      await alerts().add([
        notice(`r/person:${anna}/v1`, 0, about(anna)),
        notice(`of anna/person:${anna}/v1`, 0, about(anna, 'of anna')),
        notice(`r/person:${ben}/v2`, 0, about(ben)),
      ])
      await of().deletePerson(anna)
      expect(await bodies()).toEqual([about(anna).replace(`"${anna}"`, 'null'), about(ben)])
      expect((await other().alerts.rules()).map(({ id }) => id)).toEqual(['of ben'])
      expect(await other().alerts.lastAt('r/person:')).toEqual(atMinute(0))
      expect(await other().alerts.lastAt(`r/person:${anna}/`)).toBeUndefined()
    })

    test('speak of whom the person was merged into', async () => {
      const [anna, annie] = [await enrol('Anna'), await enrol('Annie')]
      await alerts().putRule({ id: 'r', body: JSON.stringify({ who: { kind: 'person', personId: annie } }) })
      await alerts().add([
        notice(`r/person:${annie}/missing:2026-01-01`, 1, about(annie)),
        notice(`r/person:${annie}/v1`, 2, about(annie)),
        notice(`r/person:${anna}/missing:2026-01-01`, 3, about(anna)),
      ])
      await of().merge(annie, anna)
      expect(await bodies()).toEqual([about(anna), about(anna), about(anna)])
      expect((await other().alerts.rules())[0]!.body).toContain(anna)
      expect(await other().alerts.lastAt(`r/person:${annie}/`)).toBeUndefined()
      expect(await alerts().add([notice(`r/person:${anna}/v1`)])).toEqual([])
    })
  })
  test('alerts about a visitor name none once they are forgotten, one by one or all at once', async () => {
    const about = (visitorId: string) =>
      JSON.stringify({ personId: null, visitor: { id: visitorId, number: 7, visits: 2 }, visitId: 'v' })
    const ids = Array.from({ length: 12 }, (_, i) => `visitor-${i}`)
    for (const id of ids) await of().visits.addVisitor({ id, firstSeenAt: atMinute(0) })
    await alerts().add(ids.map(id => notice(`r/visitor:${id}/v`, 0, about(id))))
    const named = async () => (await other().alerts.since(0, 100)).filter(({ body }) => body.includes('"number":7')).length
    const [first, second] = ids as [string, string]
    await of().visits.forget(first)
    expect((await other().alerts.since(0, 1))[0]!.body).toBe('{"personId":null,"visitor":null,"visitId":"v"}')
    expect(await named()).toBe(11)
    expect(await other().alerts.lastAt(`r/visitor:${first}/`)).toBeUndefined()
    expect(await other().alerts.lastAt(`r/visitor:${second}/`)).toEqual(atMinute(0))
    await of().visits.forgetAll()
    expect(await named()).toBe(0)
    expect(await other().alerts.lastAt('r/visitor:')).toBeUndefined()
  })
}
