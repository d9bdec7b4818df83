import { expect, onTestFinished, test } from 'vitest'
import { HandClock } from '../../../test/alerts/hand-clock.ts'
import { openReceiver } from '../../../test/alerts/receiver.ts'
import { openSmallHouse } from '../../../test/alerts/small-house.ts'
import { Alerting } from '../../app/alerting.ts'
import type { Audit } from '../../core/audit.ts'
import type { Who } from '../access.ts'
import { targetBody, ruleBody, alertTarget, type AlertRuleBody } from '../contract/alerts.ts'
import type { ServerParts } from '../parts.ts'
import type { Call } from '../route-handler.ts'
import { alertHandlers } from './alerts.ts'

const NOW = new Date('2026-11-24T10:00:00Z')
const account = (role: 'admin' | 'viewer'): Who => ({
  kind: 'account',
  account: { id: role, name: role, role, createdAt: NOW, lastSignInAt: undefined },
  sessionHash: '',
  expiresAt: NOW,
})
const call: Call = { requestId: '', address: '', setSession: () => {}, setStatus: () => {}, sessionToken: undefined }

async function setUp() {
  const house = await openSmallHouse()
  const clock = new HandClock(NOW)
  const alerting = new Alerting({
    store: house.store,
    folder: '/nowhere',
    version: '1',
    onNotice: () => {},
    onProblem: () => {},
    clock,
  })
  await alerting.start()
  onTestFinished(() => alerting.close())
  const audited: string[] = []
  const audit: Pick<Audit, 'add'> = {
    add: ({ by, action, detail }) => {
      audited.push(`${by} ${action} ${detail}`)
      return Promise.resolve({ sequence: 1, at: NOW, by, action, detail, hash: '' })
    },
  }
  const store = { ...house.store, audit } as ServerParts['store']
  const routes = alertHandlers({ store, alerting, now: () => NOW })
  const request = { query: undefined, params: undefined, body: undefined, pictures: undefined, who: account('admin'), call }
  return { house, routes, request, audited }
}

const hook = (url: string, secret?: string) =>
  targetBody.parse({ kind: 'webhook', name: 'Hook', url, secret, allowPrivate: true })
const rule = (change: Partial<AlertRuleBody> = {}) =>
  ruleBody.parse({ name: 'Door', when: { kind: 'arrives' }, who: { kind: 'anybody' }, ...change })

test('the secret of a webhook is made where none was given, shown once, and stays when left out of a change', async () => {
  const { routes, request, house, audited } = await setUp()
  const { target, secret } = await routes['POST /alerts/targets']({ ...request, body: hook('https://hook.example/a') })
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(alertTarget.parse(target)).toEqual(target)
  const params = { targetId: target.id }
  const changed = await routes['PUT /alerts/targets/:targetId']({ ...request, params, body: hook('https://hook.example/b') })
  expect(changed).toMatchObject({ url: 'https://hook.example/b' })
  expect((await house.alerts.targets())[0]!.body).toContain(secret)
  const shown = JSON.stringify([changed, target, await routes['GET /alerts/targets'](request), audited])
  expect(shown).not.toContain(secret)
  expect(audited.map(line => line.split(' {')[0])).toEqual(['admin alert_target_added', 'admin alert_target_changed'])
})

test('a password stays when left out, but does not go along to another machine or without encryption', async () => {
  const { routes, request, house } = await setUp()
  const broker = (url: string, password?: string) => targetBody.parse({ kind: 'mqtt', name: 'B', url, password, enabled: false })
  const { target } = await routes['POST /alerts/targets']({ ...request, body: broker('mqtt://127.0.0.1:1', 'geheim') })
  expect(target).toMatchObject({ hasPassword: true })
  expect(JSON.stringify(target)).not.toContain('geheim')
  const put = (url: string) =>
    routes['PUT /alerts/targets/:targetId']({ ...request, params: { targetId: target.id }, body: broker(url) })
  expect(await put('mqtt://127.0.0.1:1')).toMatchObject({ hasPassword: true })
  expect(await put('mqtt://127.0.0.1:2')).toMatchObject({ hasPassword: false })
  expect((await house.alerts.targets())[0]!.body).not.toContain('geheim')
  const { target: safe } = await routes['POST /alerts/targets']({ ...request, body: broker('mqtts://broker', 'geheim') })
  const params = { targetId: safe.id }
  const plain = await routes['PUT /alerts/targets/:targetId']({ ...request, params, body: broker('mqtt://broker') })
  expect(plain).toMatchObject({ hasPassword: false })
})

test('who may not change targets sees the machine of a webhook only', async () => {
  const { routes, request } = await setUp()
  await routes['POST /alerts/targets']({ ...request, body: hook('https://chat.example/T0/secret-path?key=1') })
  const [seen] = await routes['GET /alerts/targets']({ ...request, who: account('viewer') })
  expect(seen!.target).toMatchObject({ url: 'https://chat.example/' })
  const [known] = await routes['GET /alerts/targets'](request)
  expect(known!.target).toMatchObject({ url: 'https://chat.example/T0/secret-path?key=1' })
})

test.each(['../alerts.jsonl', '/etc/alerts.jsonl', 'a/b.jsonl', 'a\\b.jsonl', '.jsonl', 'alerts.db', 'alerts.jsonl\n'])(
  'a file of alerts is a name of its own and no path: %j',
  file => {
    expect(targetBody.safeParse({ kind: 'jsonl', name: 'File', file }).success).toBe(false)
  },
)

test.each(['#', 'a/+/b', 'a\u0000b', 'a\nb', ''])('%j is no topic to publish on', topic => {
  expect(targetBody.safeParse({ kind: 'mqtt', name: 'Broker', url: 'mqtt://broker', topic }).success).toBe(false)
})

test.each(['file:///etc/passwd', 'ftp://a', 'javascript:alert(1)', 'mqtt://a'])('%s is no address of a webhook', url => {
  expect(targetBody.safeParse({ kind: 'webhook', name: 'Hook', url }).success).toBe(false)
})

test('an address with a user name or password in it is refused', async () => {
  const { routes, request } = await setUp()
  for (const body of [
    hook('https://me:geheim@hook.example/'),
    targetBody.parse({ kind: 'mqtt', name: 'B', url: 'mqtt://me@b.example' }),
  ])
    await expect(routes['POST /alerts/targets']({ ...request, body })).rejects.toMatchObject({ code: 'request_invalid' })
})

test('a rule is added, replaced and deleted, and each is audited', async () => {
  const { routes, request, audited } = await setUp()
  const added = await routes['POST /alerts/rules']({ ...request, body: rule() })
  const params = { ruleId: added.id }
  await routes['PUT /alerts/rules/:ruleId']({ ...request, params, body: rule({ name: 'Garden' }) })
  expect(await routes['GET /alerts/rules'](request)).toEqual([{ ...added, name: 'Garden' }])
  await routes['DELETE /alerts/rules/:ruleId']({ ...request, params })
  expect(await routes['GET /alerts/rules'](request)).toEqual([])
  const detail = JSON.stringify({ id: added.id })
  expect(audited).toEqual(['added', 'changed', 'deleted'].map(what => `admin alert_rule_${what} ${detail}`))
  await expect(routes['PUT /alerts/rules/:ruleId']({ ...request, params, body: rule() })).rejects.toMatchObject({
    code: 'rule_not_found',
  })
})

test.each<[string, Partial<AlertRuleBody>]>([
  ['request_invalid', { when: { kind: 'missing', by: '09:00', days: [1] } }],
  ['request_invalid', { when: { kind: 'missing', by: '09:00', days: [1] }, who: { kind: 'unknown' } }],
  ['request_invalid', { when: { kind: 'outside_hours' }, who: { kind: 'unknown' } }],
  ['request_invalid', { when: { kind: 'outside_hours' }, who: { kind: 'spoof' } }],
  ['person_not_found', { who: { kind: 'person', personId: 'nobody' } }],
  ['group_not_found', { who: { kind: 'group', groupId: 'none' } }],
  ['target_not_found', { targetIds: ['none'] }],
])('%s for a rule that can say nothing: %j', async (code, change) => {
  const { routes, request } = await setUp()
  await expect(routes['POST /alerts/rules']({ ...request, body: rule(change) })).rejects.toMatchObject({ code })
})

test('a test tells what happened, and a target says how it goes', async () => {
  const receiver = await openReceiver()
  const { routes, request } = await setUp()
  const { target } = await routes['POST /alerts/targets']({ ...request, body: hook(receiver.url) })
  const params = { targetId: target.id }
  expect(await routes['POST /alerts/targets/:targetId/test']({ ...request, params })).toMatchObject({ ok: true })
  expect(receiver.taken).toHaveLength(1)
  const [{ state } = { state: undefined }] = await routes['GET /alerts/targets'](request)
  expect(state).toEqual({ waiting: 0, dropped: 0, failures: 0, nextAt: null, lastError: null })
  const answer = await routes['GET /alerts']({ ...request, query: { after: 0, limit: 100 } })
  expect(answer).toEqual({ items: [], newest: 0 })
})
