import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { arrived, departed, identified, person, ruleOf, visitOf } from '../../test/alerts/fixtures.ts'
import { HandClock } from '../../test/alerts/hand-clock.ts'
import { fails, hangs, openReceiver, takes, type Receiver } from '../../test/alerts/receiver.ts'
import { openSmallHouse, type SmallHouse } from '../../test/alerts/small-house.ts'
import type { Alert, AlertRule, AlertTarget } from '../alerts/rule.ts'
import { Alerting } from './alerting.ts'

const MINUTE_MS = 60_000
/** Tuesday, 08:30 local time. */
const MORNING = new Date(2026, 10, 24, 8, 30)

async function setUp(rules: AlertRule[], targets: AlertTarget[] = [], known?: SmallHouse, clock = new HandClock(MORNING)) {
  const house = known ?? (await openSmallHouse())
  for (const rule of rules) await house.alerts.putRule({ id: rule.id, body: JSON.stringify(rule) })
  for (const target of targets) await house.alerts.putTarget({ id: target.id, body: JSON.stringify(target) })
  const folder = await mkdtemp(join(tmpdir(), 'rostro-alerting-'))
  const notices: Alert[] = []
  const problems = new Map<string, string | undefined>()
  const alerting = new Alerting({
    store: house.store,
    folder,
    version: '1.2.3',
    clock,
    random: () => 0,
    onNotice: alert => notices.push(alert),
    onProblem: (source, message) => problems.set(source, message),
    isClockBelieved: () => Promise.resolve(house.isClockBelieved),
  })
  await alerting.start()
  const { settled } = house.outbox
  await settled()
  onTestFinished(async () => {
    await alerting.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { alerting, house, clock, notices, problems, folder, settled }
}

/** Resolves once so many attempts failed in a row. */
async function failed(house: SmallHouse, count: number): Promise<void> {
  while ((await house.alerts.delivery('hook')).failures < count) await setImmediate()
}

const webhook = ({ url }: Receiver, change: Partial<AlertTarget> = {}): AlertTarget =>
  ({
    id: 'hook',
    kind: 'webhook',
    name: 'Hook',
    enabled: true,
    url,
    secret: 'x'.repeat(16),
    allowPrivate: true,
    ...change,
  }) as AlertTarget
const waiting = (change = {}) => visitOf({ kind: 'waiting' }, change)
const visitor = (visitorId: string, change = {}) => visitOf({ kind: 'visitor', visitorId }, change)
const seen = { firstSeenAt: MORNING, lastSeenAt: MORNING, visits: 4, coverVisitId: undefined }

test('a rule follows the person it is about when two are merged, or goes with them, whoever did so', async () => {
  const about = (personId: string) => ruleOf({ who: { kind: 'person', personId } })
  const { alerting, house, notices, settled } = await setUp([about('ben')])
  await house.alerts.putRule({ id: 'r1', body: JSON.stringify(about('anna')) })
  alerting.take(arrived(person('anna')))
  await settled()
  expect(notices).toHaveLength(1)
  await house.alerts.deleteRule('r1')
  alerting.take(arrived(person('anna', { id: 'v2' })))
  await settled()
  expect(notices).toHaveLength(1)
})

test('a target that cannot be opened is a problem as long as it is there, and no longer', async () => {
  const broker = { kind: 'mqtt', url: 'mqtt://169.254.169.254', username: null, password: null, topic: 'rostro' }
  const target = { ...broker, id: 'broker', name: 'Broker', enabled: true, homeAssistant: false } as AlertTarget
  const { alerting, house, problems } = await setUp([], [target])
  expect(problems.get('broker')).toMatch('is not called')
  await house.alerts.deleteTarget('broker')
  await alerting.reload()
  expect(problems.get('broker')).toBeUndefined()
})

test('one alert a rule and visit: neither who is found out later nor news again makes another', async () => {
  const { alerting, notices, settled } = await setUp([ruleOf(), ruleOf({ id: 'r2', who: { kind: 'person', personId: 'anna' } })])
  for (const news of [arrived(waiting()), arrived(waiting()), identified(person('anna')), identified(person('anna'))])
    alerting.take(news)
  await settled()
  expect(notices.map(({ rule, person: who }) => [rule.id, who?.name])).toEqual([
    ['r1', undefined],
    ['r2', 'Anna'],
  ])
  expect(notices[0]).toMatchObject({
    ...{ kind: 'arrived', camera: { id: 'door', name: 'Front door' }, visitId: 'v1', visitor: null, sequence: 1 },
    at: MORNING.toISOString(),
  })
  alerting.take(departed(person('anna')))
  alerting.take(arrived(person('anna', { id: 'v2' })))
  await settled()
  expect(notices.map(({ visitId }) => visitId)).toEqual(['v1', 'v1', 'v2', 'v2'])
})

test('at most every so often about one person, across visits and a restart, and others are not held up', async () => {
  const rule = ruleOf({ atMostEveryMinutes: 30 })
  const { alerting, house, clock, notices, settled } = await setUp([rule])
  alerting.take(arrived(person('anna', { id: 'v1' })))
  clock.advance(10 * MINUTE_MS)
  alerting.take(arrived(person('anna', { id: 'v2' })))
  alerting.take(arrived(person('ben', { id: 'v3' })))
  await settled()
  await alerting.close()
  const again = await setUp([rule], [], house, clock)
  again.alerting.take(arrived(person('anna', { id: 'v4' })))
  clock.advance(20 * MINUTE_MS)
  again.alerting.take(arrived(person('anna', { id: 'v5' })))
  await settled()
  expect([...notices, ...again.notices].map(({ visitId }) => visitId)).toEqual(['v1', 'v3', 'v5'])
})

test('who turned out to be a visitor after an alert counts as alerted about', async () => {
  const { alerting, house, notices, settled } = await setUp([ruleOf({ who: { kind: 'unknown' }, atMostEveryMinutes: 30 })])
  house.allVisitors = ['x', 'y'].map((id, i) => ({ id, number: i + 1, state: 'active', ...seen }))
  alerting.take(arrived(waiting({ id: 'v1' })))
  alerting.take(identified(visitor('x', { id: 'v1' })))
  // The second visit waits under the same camera, and is found to be of the same visitor; the third of another.
  alerting.take(arrived(waiting({ id: 'v2' })))
  alerting.take(identified(visitor('x', { id: 'v2' })))
  alerting.take(arrived(waiting({ id: 'v3' })))
  alerting.take(identified(visitor('y', { id: 'v3' })))
  await settled()
  expect(notices.map(({ visitId }) => visitId)).toEqual(['v1', 'v3'])
  expect(notices[1]!.visitor).toEqual({ id: 'y', number: 2, visits: 4 })
})

test('of somebody who is ignored nobody hears', async () => {
  const { alerting, house, notices, settled } = await setUp([ruleOf()])
  house.allVisitors = [{ id: 'postman', number: 1, state: 'ignored', ...seen }]
  alerting.take(arrived(visitor('postman')))
  await settled()
  expect(notices).toEqual([])
})

test('a person who was deleted leaves no name in the outbox, and alerts that still wait name nobody', async () => {
  const receiver = await openReceiver()
  receiver.answer = fails
  const { alerting, house, clock, notices } = await setUp([ruleOf()], [webhook(receiver)])
  alerting.take(arrived(person('anna')))
  await receiver.called(1)
  expect(notices[0]!.person).toEqual({ id: 'anna', name: 'Anna' })
  expect((await house.alerts.since(0, 10)).some(({ body }) => body.includes('Anna'))).toBe(false)
  await failed(house, 1)
  house.names.delete('anna')
  receiver.answer = takes
  clock.advance(MINUTE_MS)
  await receiver.called(2)
  expect(receiver.taken[0]!.person).toBeNull()
  expect((await alerting.since(0, 10)).items[0]!.person).toBeNull()
})

test('somebody missing is told of once a day, from the time on, also after a restart, and not at noon', async () => {
  const rule = ruleOf({
    when: { kind: 'missing', by: '09:00', days: [1, 2, 3, 4, 5, 6, 7] },
    who: { kind: 'group', groupId: 'staff' },
  })
  const house = await openSmallHouse()
  house.allGroups = [{ id: 'staff', name: 'Staff', personIds: ['anna', 'ben', 'deleted'], allowed: [] }]
  house.allVisits = [person('anna', { departedAt: new Date(2026, 10, 24, 7, 45) })]
  const { alerting, clock, notices, settled } = await setUp([rule], [], house)
  clock.advance(29 * MINUTE_MS)
  await settled()
  expect(notices).toEqual([])
  clock.advance(MINUTE_MS)
  await settled()
  expect(notices).toMatchObject([{ kind: 'missing', person: { name: 'Ben' }, camera: null, visitId: null }])
  clock.advance(5 * MINUTE_MS)
  await settled()
  await alerting.close()
  const again = await setUp([rule], [], house, clock)
  clock.advance(10 * MINUTE_MS)
  await settled()
  expect(again.notices).toEqual([])
  clock.advance(24 * 60 * MINUTE_MS)
  await settled()
  const nextDay = [...again.notices].sort((a, b) => a.sequence - b.sequence).map(({ person: who }) => who?.name)
  expect(nextDay).toEqual(['Anna', 'Ben'])

  const noon = await setUp([rule], [], undefined, new HandClock(new Date(2026, 10, 24, 12, 0)))
  clock.advance(MINUTE_MS)
  await settled()
  expect(noon.notices).toEqual([])
})

test('a rule changed to a later time is looked at again', async () => {
  const at = (by: string) =>
    ruleOf({ when: { kind: 'missing', by, days: [2] }, who: { kind: 'person', personId: 'anna' }, id: by })
  const house = await openSmallHouse()
  house.allVisits = [person('anna', { departedAt: new Date(2026, 10, 24, 7, 0) })]
  const { alerting, clock, notices, settled } = await setUp([{ ...at('08:35'), id: 'r' }], [], house)
  clock.advance(6 * MINUTE_MS)
  await settled()
  house.allVisits = []
  await house.alerts.putRule({ id: 'r', body: JSON.stringify({ ...at('08:50'), id: 'r' }) })
  await alerting.reload()
  clock.advance(14 * MINUTE_MS)
  await settled()
  expect(notices).toHaveLength(1)
})

test('a picture held up is told of once an event, to rules about that only', async () => {
  const { alerting, notices, settled } = await setUp([ruleOf(), ruleOf({ id: 'r2', who: { kind: 'spoof' } })])
  const door = { id: 'door', name: 'Front door' }
  for (const event of ['e1', 'e1', 'e2']) alerting.spoofSeen(door, event)
  await settled()
  expect(notices.map(({ rule, kind, camera }) => [rule.id, kind, camera])).toEqual([
    ['r2', 'spoof', door],
    ['r2', 'spoof', door],
  ])
})

test('duress at a door is told of each time, with who it was, to rules about that only', async () => {
  const { alerting, notices, settled } = await setUp([ruleOf(), ruleOf({ id: 'r2', who: { kind: 'duress' } })])
  const door = { id: 'door', name: 'Front door' }
  for (let i = 0; i < 2; i++) alerting.duressSeen(door, 'anna')
  await settled()
  expect(notices.map(({ rule, kind, camera, person }) => [rule.id, kind, camera, person?.id])).toEqual([
    ['r2', 'duress', door, 'anna'],
    ['r2', 'duress', door, 'anna'],
  ])
})

test('a target that refuses, then answers 500, and is back after an hour gets all alerts in order', async () => {
  const receiver = await openReceiver()
  const { alerting, house, clock, problems } = await setUp([ruleOf()], [webhook(receiver)])
  await receiver.close()
  for (let i = 1; i <= 20; i++) alerting.take(arrived(person('anna', { id: `v${i}` })))
  await failed(house, 1)
  for (let count = 2; count <= 6; count++) {
    clock.advance((await house.alerts.delivery('hook')).nextAt!.getTime() - clock.now().getTime())
    await failed(house, count)
  }
  expect(problems.get('hook')).toContain('ECONNREFUSED')
  receiver.answer = fails
  await receiver.listen()
  clock.advance(60 * MINUTE_MS)
  await failed(house, 7)
  expect(await alerting.waiting('hook')).toBe(20)
  receiver.answer = takes
  clock.advance(60 * MINUTE_MS)
  while (receiver.taken.length < 20) await setImmediate()
  expect(receiver.taken.map(({ visitId }) => visitId)).toEqual(Array.from({ length: 20 }, (_, i) => `v${i + 1}`))
  while ((await alerting.waiting('hook')) > 0) await setImmediate()
  expect(problems.get('hook')).toBeUndefined()
})

test('a target that hangs slows neither alerts nor another target', async () => {
  const [slow, quick] = [await openReceiver(), await openReceiver()]
  slow.answer = hangs
  const { alerting, notices } = await setUp([ruleOf()], [webhook(slow), webhook(quick, { id: 'quick' })])
  for (let i = 1; i <= 50; i++) alerting.take(arrived(person('anna', { id: `v${i}` })))
  await quick.called(50)
  expect(notices).toHaveLength(50)
  expect(slow.calls).toHaveLength(1)
})

test('a rule may speak to some targets only', async () => {
  const [one, other] = [await openReceiver(), await openReceiver()]
  const rules = [ruleOf({ targetIds: ['one'] }), ruleOf({ id: 'r2', targetIds: ['other'] })]
  const { alerting } = await setUp(rules, [webhook(one, { id: 'one' }), webhook(other, { id: 'other' })])
  alerting.take(arrived(person('anna')))
  alerting.take(arrived(person('ben', { id: 'v2' })))
  await Promise.all([one.called(2), other.called(2)])
  expect(one.taken.map(({ rule }) => rule.id)).toEqual(['r1', 'r1'])
  expect(other.taken.map(({ rule }) => rule.id)).toEqual(['r2', 'r2'])
})

test('a target that was switched off begins with what comes after', async () => {
  const receiver = await openReceiver()
  const { alerting, house, settled } = await setUp([ruleOf()], [webhook(receiver, { enabled: false })])
  alerting.take(arrived(person('anna', { id: 'v1' })))
  await settled()
  await house.alerts.putTarget({ id: 'hook', body: JSON.stringify(webhook(receiver)) })
  await alerting.reload()
  alerting.take(arrived(person('anna', { id: 'v2' })))
  await receiver.called(1)
  expect(receiver.taken.map(({ visitId }) => visitId)).toEqual(['v2'])
})

test('a target that is switched off can be deleted', async () => {
  const receiver = await openReceiver()
  const { alerting, house, clock, notices, problems, settled } = await setUp([ruleOf()], [webhook(receiver, { enabled: false })])
  await house.alerts.deleteTarget('hook')
  await alerting.reload()
  alerting.take(arrived(person('anna')))
  clock.advance(MINUTE_MS)
  await settled()
  expect(notices).toHaveLength(1)
  expect(problems.get('alerts')).toBeUndefined()
})

test('after three days what no target took is given up and counted, unless the clock cannot be believed', async () => {
  const receiver = await openReceiver()
  receiver.answer = fails
  const { alerting, house, clock, settled } = await setUp([ruleOf()], [webhook(receiver)])
  alerting.take(arrived(person('anna')))
  await receiver.called(1)
  await failed(house, 1)
  await alerting.close()
  clock.advance(71 * 60 * MINUTE_MS)
  const again = await setUp([], [], house, clock)
  expect(await again.alerting.waiting('hook')).toBe(1)
  house.isClockBelieved = false
  clock.advance(61 * MINUTE_MS)
  await settled()
  expect(await house.alerts.delivery('hook')).toMatchObject({ dropped: 0 })
  house.isClockBelieved = true
  clock.advance(MINUTE_MS)
  await settled()
  expect(await house.alerts.delivery('hook')).toMatchObject({ dropped: 1 })
  expect(await again.alerting.waiting('hook')).toBe(0)
})

test('a test goes to its target at once, past what waits, and says plainly what happened', async () => {
  const receiver = await openReceiver()
  const { alerting } = await setUp([], [webhook(receiver, { enabled: false })])
  expect(await alerting.test('hook')).toEqual({ ok: true, message: '"Hook" took the test alert.' })
  expect(receiver.taken).toMatchObject([{ kind: 'test', camera: null, person: null }])
  receiver.answer = fails
  expect(await alerting.test('hook')).toEqual({
    ok: false,
    message: `"Hook" did not take the test alert: 127.0.0.1:${receiver.port} answered 500.`,
  })
  await expect(alerting.test('gone')).rejects.toMatchObject({ code: 'target_not_found' })
})

test('while the store fails alerts wait, and the trouble is told and taken back', async () => {
  const { alerting, house, clock, notices, problems, settled } = await setUp([ruleOf()])
  house.outbox.lock()
  alerting.take(arrived(person('anna', { id: 'v1' })))
  alerting.take(arrived(person('ben', { id: 'v2' })))
  await settled()
  expect(problems.get('alerts')).toMatch(/^Alerts cannot be written: The store .* is locked by another process/)
  house.outbox.unlock()
  clock.advance(2000)
  await settled()
  expect(notices.map(({ visitId }) => visitId)).toEqual(['v1', 'v2'])
  expect(problems.get('alerts')).toBeUndefined()
})

test('a file of alerts lies in the folder it was given', async () => {
  const target: AlertTarget = { id: 'file', kind: 'jsonl', name: 'File', enabled: true, file: 'alerts.jsonl' }
  const { alerting, house, folder } = await setUp([ruleOf()], [target])
  alerting.take(arrived(person('anna')))
  while ((await house.alerts.delivery('file')).position < 1) await setImmediate()
  const line = JSON.parse(await readFile(join(folder, 'alerts.jsonl'), 'utf8')) as Alert
  expect(line.person?.name).toBe('Anna')
})
