// Remembering strangers, what was done about it, groups, alerts and where they go, in the fake API. A failing target refuses tests.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { AlertTargetBody, AnswerOf, GroupJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { toPage, type Handlers } from './handler.ts'
import { NOW, type World } from './world.ts'

type AlertingRoute = Extract<
  ApiRoute,
  | `${string} /alerts${string}`
  | `${string} /groups${string}`
  | `${string} /remembering`
  | `${string} /retention${string}`
  | 'GET /audit'
>
type Target = AnswerOf<'GET /alerts/targets'>[number]['target']

const FINE = { waiting: 0, dropped: 0, failures: 0, nextAt: null, lastError: null }
const now = () => new Date(NOW).toISOString()

function note(world: World, action: string, detail: Readonly<Record<string, unknown>>) {
  world.audit.unshift({ sequence: world.audit.length + 1, at: now(), by: world.account?.name ?? '', action, detail })
}

function groupOf(world: World, groupId: string | undefined): GroupJson {
  const group = world.groups.get(groupId ?? '')
  if (!group) throw new RostroError('group_not_found', 'There is no such group.')
  return group
}

function refuseTaken(world: World, name: string | undefined, groupId?: string) {
  if ([...world.groups.values()].some(group => group.name === name && group.id !== groupId))
    throw new RostroError('name_taken', `There is a group called ${name} already.`)
}

function targetOf(world: World, targetId: string | undefined) {
  const target = world.targets.get(targetId ?? '')
  if (!target) throw new RostroError('target_not_found', 'There is no such target.')
  return target
}

/** As it is shown: without what is secret. */
function shown(id: string, body: AlertTargetBody, hadPassword: boolean): Target {
  const { enabled, name } = body
  switch (body.kind) {
    case 'webhook':
      return { id, kind: 'webhook', name, enabled, url: body.url, allowPrivate: body.allowPrivate }
    case 'mqtt': {
      const { url, username, topic, homeAssistant, password } = body
      return {
        id,
        kind: 'mqtt',
        name,
        enabled,
        url,
        username,
        topic,
        homeAssistant,
        hasPassword: hadPassword || password !== undefined,
      }
    }
    case 'jsonl':
      return { id, kind: 'jsonl', name, enabled, file: body.file }
  }
}

export const alertingHandlers: Handlers<AlertingRoute> = {
  'GET /remembering': ({ world }) => world.remembering,
  'PUT /remembering': ({ world, body }) => {
    note(world, body.on ? 'remembering_on' : 'remembering_off', body.on ? { retentionDays: body.retentionDays } : {})
    return (world.remembering = body.on ? { ...body, since: now(), by: world.account?.name ?? '' } : { on: false })
  },
  'GET /audit': ({ world, query }) => toPage(world.audit, query),
  'GET /retention': ({ world }) => world.retention,
  'POST /retention/confirm': ({ world }) => {
    world.retention = { held: false, jumpedHours: null, overdue: 0, releasedAt: null }
    return undefined
  },
  'GET /groups': ({ world }) => [...world.groups.values()].sort((a, b) => a.name.localeCompare(b.name)),
  'POST /groups': ({ world, body }) => {
    refuseTaken(world, body.name)
    const group = { ...body, id: world.nextId('g') }
    world.groups.set(group.id, group)
    return group
  },
  'PATCH /groups/:groupId': ({ world, params, body }) => {
    const group = groupOf(world, params['groupId'])
    const { name = group.name, personIds = group.personIds, allowed = group.allowed } = body
    refuseTaken(world, name, group.id)
    const changed = { id: group.id, name, personIds, allowed }
    world.groups.set(group.id, changed)
    return changed
  },
  'DELETE /groups/:groupId': ({ world, params }) => {
    world.groups.delete(groupOf(world, params['groupId']).id)
    return undefined
  },
  'GET /alerts': ({ world, query: { after, limit } }) => ({
    items: world.notices.filter(({ sequence }) => sequence > after).slice(0, limit),
    newest: world.notices.at(-1)?.sequence ?? 0,
  }),
  'GET /alerts/rules': ({ world }) => [...world.rules.values()],
  'POST /alerts/rules': ({ world, body }) => {
    const rule = { ...body, id: world.nextId('r') }
    world.rules.set(rule.id, rule)
    return rule
  },
  'PUT /alerts/rules/:ruleId': ({ world, params, body }) => {
    const id = params['ruleId']!
    if (!world.rules.has(id)) throw new RostroError('rule_not_found', 'There is no such rule.')
    const rule = { ...body, id }
    world.rules.set(id, rule)
    return rule
  },
  'DELETE /alerts/rules/:ruleId': ({ world, params }) => {
    world.rules.delete(params['ruleId']!)
    return undefined
  },
  'GET /alerts/targets': ({ world }) => [...world.targets.values()],
  'POST /alerts/targets': ({ world, body }) => {
    const target = shown(world.nextId('t'), body, false)
    world.targets.set(target.id, { target, state: FINE })
    return { target, secret: body.kind === 'webhook' ? (body.secret ?? 'whsec_MadeUpMadeUpMadeUpMadeUp') : null }
  },
  'PUT /alerts/targets/:targetId': ({ world, params, body }) => {
    const { target: old, state } = targetOf(world, params['targetId'])
    const target = shown(old.id, body, old.kind === 'mqtt' && old.hasPassword)
    world.targets.set(old.id, { target, state })
    return target
  },
  'DELETE /alerts/targets/:targetId': ({ world, params }) => {
    world.targets.delete(targetOf(world, params['targetId']).target.id)
    return undefined
  },
  'POST /alerts/targets/:targetId/test': ({ world, params }) => {
    const { target, state } = targetOf(world, params['targetId'])
    return state.failures > 0
      ? { ok: false, message: `${target.name} answered 503.` }
      : { ok: true, message: `${target.name} took the test alert.` }
  },
}
