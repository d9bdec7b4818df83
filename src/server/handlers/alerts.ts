// Rules, targets and past alerts. Secrets of targets go in and never out, but for one that is made here, which is shown once.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../../core/errors.ts'
import type { Alerting } from '../../app/alerting.ts'
import { toRules, toTargets, type AlertRule, type AlertTarget } from '../../alerts/rule.ts'
import { mayCall, nameOf, type Who } from '../access.ts'
import { alertRoutes, type AlertRuleBody, type AlertTargetBody } from '../contract/alerts.ts'
import type { AnswerOf } from '../contract/api.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { newToken } from '../secrets.ts'
import { timeOrNull } from '../to-json.ts'

type AlertTargetJson = AnswerOf<'PUT /alerts/targets/:targetId'>

type Needs = Pick<ServerParts, 'store' | 'now'> & { readonly alerting: Alerting }

export function alertHandlers({ store, alerting, now }: Needs): HandlersOf<'Alerts'> {
  const { alerts, audit } = store

  const note = (who: Who, action: string, detail: object) =>
    audit.add({ at: now(), by: nameOf(who), action, detail: JSON.stringify(detail) })

  const targets = async () => toTargets(await alerts.targets())

  async function target(targetId: string): Promise<AlertTarget> {
    const found = (await targets()).find(({ id }) => id === targetId)
    if (!found) throw new RostroError('target_not_found', 'There is no such target; it may have been removed.')
    return found
  }

  const rules = async () => toRules(await alerts.rules())

  /** @throws RostroError request_invalid, person_not_found, group_not_found, target_not_found */
  async function checkRule({ when, who, targetIds }: AlertRuleBody): Promise<void> {
    const sense = { arrives: true, outside_hours: who.kind !== 'unknown' && who.kind !== 'visitor', missing: isNamed(who) }
    if (!sense[when.kind] || ((who.kind === 'spoof' || who.kind === 'duress') && when.kind !== 'arrives'))
      throw new RostroError('request_invalid', `A rule cannot speak of "${when.kind}" and "${who.kind}" together; choose a person or group.`) // prettier-ignore
    if (who.kind === 'person') await store.person(who.personId)
    if (who.kind === 'group' && !(await store.groups.list()).some(({ id }) => id === who.groupId))
      throw new RostroError('group_not_found', 'There is no such group; it may have been removed.')
    for (const targetId of targetIds ?? []) await target(targetId)
  }

  async function keepRule(rule: AlertRule): Promise<AlertRule> {
    await alerts.putRule({ id: rule.id, body: JSON.stringify(rule) })
    return rule
  }

  async function keepTarget(kept: AlertTarget): Promise<void> {
    await alerts.putTarget({ id: kept.id, body: JSON.stringify(kept) })
    await alerting.reload()
  }

  return {
    'GET /alerts': async ({ query }) => {
      const { items, newest } = await alerting.since(query.after, query.limit)
      return { items: [...items], newest }
    },

    'GET /alerts/rules': async () => (await rules()).map(toRuleJson),

    async 'POST /alerts/rules'({ body, who }) {
      await checkRule(body)
      const rule = await keepRule({ ...body, id: randomUUID() })
      await note(who, 'alert_rule_added', { id: rule.id })
      return toRuleJson(rule)
    },

    async 'PUT /alerts/rules/:ruleId'({ params, body, who }) {
      if (!(await rules()).some(({ id }) => id === params.ruleId))
        throw new RostroError('rule_not_found', 'There is no such rule; it may have been removed.')
      await checkRule(body)
      const rule = await keepRule({ ...body, id: params.ruleId })
      await note(who, 'alert_rule_changed', { id: rule.id })
      return toRuleJson(rule)
    },

    async 'DELETE /alerts/rules/:ruleId'({ params, who }) {
      await alerts.deleteRule(params.ruleId)
      await note(who, 'alert_rule_deleted', { id: params.ruleId })
      return undefined
    },

    'GET /alerts/targets': async ({ who }) =>
      Promise.all(
        (await targets()).map(async kept => {
          const { dropped, failures, nextAt, lastError } = await alerts.delivery(kept.id)
          const waiting = kept.enabled ? await alerting.waiting(kept.id) : 0
          const state = { waiting, dropped, failures, nextAt: timeOrNull(nextAt), lastError: lastError ?? null }
          return { target: toTargetJson(kept, mayChange(who)), state }
        }),
      ),

    async 'POST /alerts/targets'({ body, who }) {
      checkTarget(body)
      const kept = toTarget(body, randomUUID(), undefined)
      await keepTarget(kept)
      await note(who, 'alert_target_added', { id: kept.id, kind: kept.kind })
      return { target: toTargetJson(kept, true), secret: kept.kind === 'webhook' ? kept.secret : null }
    },

    async 'PUT /alerts/targets/:targetId'({ params, body, who }) {
      const before = await target(params.targetId)
      checkTarget(body)
      const kept = toTarget(body, before.id, before)
      await keepTarget(kept)
      await note(who, 'alert_target_changed', { id: kept.id, kind: kept.kind })
      return toTargetJson(kept, true)
    },

    async 'DELETE /alerts/targets/:targetId'({ params, who }) {
      await alerts.deleteTarget(params.targetId)
      await alerting.reload()
      await note(who, 'alert_target_deleted', { id: params.targetId })
      return undefined
    },

    'POST /alerts/targets/:targetId/test': ({ params }) => alerting.test(params.targetId),
  }
}

const isNamed = ({ kind }: AlertRuleBody['who']): boolean => kind === 'person' || kind === 'group'

const mayChange = (who: Who): boolean => mayCall(who, alertRoutes['PUT /alerts/targets/:targetId'].access)

/** Passwords have fields of their own, which are never shown. @throws RostroError request_invalid */
function checkTarget(body: AlertTargetBody): void {
  if (body.kind === 'jsonl') return
  const { username, password } = new URL(body.url)
  if (username || password)
    throw new RostroError('request_invalid', 'The address of a target must hold no user name or password; leave them out of it.')
}

/** The same machine and port, and as well encrypted. */
function isSafeAt(url: string, before: string): boolean {
  const [to, from] = [new URL(url), new URL(before)]
  return to.host === from.host && (to.protocol === from.protocol || to.protocol === 'mqtts:')
}

/** @param before what the target was: a secret or password left out stays, unless it would go to another machine or unencrypted now */
function toTarget(body: AlertTargetBody, id: string, before: AlertTarget | undefined): AlertTarget {
  switch (body.kind) {
    case 'webhook':
      return { ...body, id, secret: body.secret ?? (before?.kind === 'webhook' ? before.secret : newToken()) }
    case 'mqtt': {
      const kept = before?.kind === 'mqtt' && isSafeAt(body.url, before.url) ? before.password : null
      return { ...body, id, password: body.password ?? kept }
    }
    case 'jsonl':
      return { ...body, id }
  }
}

/** An address can be a secret as a whole (chat services give such): who may not change it sees the machine only. */
function toTargetJson(target: AlertTarget, whole: boolean): AlertTargetJson {
  switch (target.kind) {
    case 'webhook': {
      const { id, kind, name, enabled, url, allowPrivate } = target
      return { id, kind, name, enabled, url: whole ? url : `${new URL(url).origin}/`, allowPrivate }
    }
    case 'mqtt': {
      const { password, ...shown } = target
      return { ...shown, hasPassword: password !== null }
    }
    case 'jsonl':
      return target
  }
}

const toRuleJson = (rule: AlertRule) => ({
  ...rule,
  when: rule.when.kind === 'missing' ? { ...rule.when, days: [...rule.when.days] } : rule.when,
  cameraIds: rule.cameraIds && [...rule.cameraIds],
  targetIds: rule.targetIds && [...rule.targetIds],
  during: rule.during.map(window => ({ ...window, days: [...window.days] })),
  quiet: rule.quiet.map(window => ({ ...window, days: [...window.days] })),
})
