// A door with a real store and a real relay: what the log says when the process dies between writing and opening.

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { DoorKeeper } from '../../src/app/doors/door-keeper.ts'
import { systemClock } from '../../src/alerts/sink.ts'
import { makeFactor } from '../../src/doors/factors.ts'
import { createOpener } from '../../src/doors/openers/create-opener.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { doorOf } from '../contracts/store-doors.ts'
import { reference } from '../contracts/store-fixtures.ts'
import { storeFile } from '../stores/folder.ts'
import { decided, faceOf, lookOf, policyOf } from './hand-door.ts'

async function openDoor(openTimeoutMs = 10_000) {
  const asked: ServerResponse[] = []
  const relay = createServer((_, answer) => asked.push(answer))
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const file = await storeFile()
  const [store, other] = [await openSqliteStore(file), await openSqliteStore(file)]
  const { id } = await store.enrol('Anna', [reference('a')])
  await store.doors.addFactor(await makeFactor(id, { kind: 'pin', value: '4827' }, [], { now: new Date(), cost: 4 }))
  const url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}/`
  const door = doorOf({
    ...{ openTimeoutMs, opener: { kind: 'http', url, method: 'POST', headers: {}, body: undefined } },
    policy: policyOf({ challenge: 'never', factors: ['pin'], antiPassback: 'refuse' }),
  })
  await store.doors.put(door)
  const keeper = new DoorKeeper({
    ...{ door, store, models: () => 'mobile 1', clock: { ...systemClock, monotonic: () => performance.now() } },
    openerOf: ({ opener }) => createOpener(opener, { allowCommands: false }),
    makeChallenge: () => expect.fail('no challenge is asked for'),
    startChallenge: () => expect.fail('no challenge is asked for'),
    ...{ onView: () => {}, onDuress: () => {}, onAttack: () => {}, onProblem: () => {} },
  })
  onTestFinished(async () => {
    relay.closeAllConnections()
    relay.close()
    await keeper.close()
    await store.close()
    await other.close()
  })
  const isAsked = async () => {
    while (asked.length === 0) await setImmediate()
    return asked[0]!
  }
  const come = async () => {
    await keeper.idle()
    keeper.take(lookOf({ atMs: performance.now(), face: faceOf({ decision: decided({}, id) }) }))
    await keeper.idle()
    keeper.factor('4827')
  }
  const log = async () => (await other.doors.log(undefined, { limit: 10 })).items.map(({ decision }) => decision)
  return { keeper, other, id, asked, isAsked, come, log }
}

test('a person recognised, with the right PIN, is written down before the relay is called, then let in', async () => {
  const { keeper, come, isAsked, log, other, id, asked } = await openDoor()
  await come()
  const answer = await isAsked()
  expect(await log()).toMatchObject([{ outcome: 'opened', personId: id, reasons: ['recognized', 'bona_fide', 'factor_right'] }])
  expect(keeper.view).toMatchObject({ state: 'factor', person: null })
  answer.end()
  await keeper.idle()
  expect(keeper.view).toMatchObject({ state: 'opened', person: { name: 'Anna' } })
  expect(await other.doors.isInside(id, 'main')).toBe(true)
  expect(await other.audit.verify()).toBeUndefined()
  expect([asked.length, (await log()).length]).toEqual([1, 1])
})

test('killed while the relay is called, the log says opened, once, and the next start calls nobody', async () => {
  // What another handle of the file sees at this moment is what is there after kill -9: the transaction is on the disk.
  const { come, isAsked, log, other, id, asked } = await openDoor()
  await come()
  await isAsked()
  expect((await log()).map(({ outcome }) => outcome)).toEqual(['opened'])
  expect(await other.doors.isInside(id, 'main')).toBe(true)
  expect(await other.audit.verify()).toBeUndefined()
  const door = await other.doors.door('d')
  const again = new DoorKeeper({
    ...{ door, store: other, models: () => 'mobile 1', clock: { ...systemClock, monotonic: () => performance.now() } },
    openerOf: () => expect.fail('nobody stands there'),
    makeChallenge: () => expect.fail('nobody stands there'),
    startChallenge: () => expect.fail('nobody stands there'),
    ...{ onView: () => {}, onDuress: () => {}, onAttack: () => {}, onProblem: () => {} },
  })
  await again.close()
  expect(asked).toHaveLength(1)
})

test('a relay that refuses leaves a second line, nobody inside, and is asked once', async () => {
  const { keeper, come, isAsked, log, other, id, asked } = await openDoor()
  await come()
  const answer = await isAsked()
  answer.writeHead(503).end()
  await keeper.idle()
  expect(keeper.view).toMatchObject({ state: 'fault', reasons: ['opener_fault'], person: null })
  expect((await log()).map(({ outcome }) => outcome)).toEqual(['allowed_not_opened', 'opened'])
  expect(await other.doors.isInside(id, 'main')).toBeUndefined()
  expect(asked).toHaveLength(1)
})
