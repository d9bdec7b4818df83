// Whether it runs, what it runs with, what it is set to.

import { messageOf } from '../../core/errors.ts'
import { nameOf } from '../access.ts'
import type { AnswerOf } from '../contract/api.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { timeOrNull } from '../to-json.ts'
import { toAuditJson } from '../visit-json.ts'

const HOUR_MS = 3_600_000

export function systemHandlers(parts: ServerParts): HandlersOf<'System'> {
  const { store, engine, settings, problems, retention, version, startedAt, now, log } = parts

  /** An engine that is away is a problem of its own, and keeps nobody from reading of it. */
  const liveness = async (): Promise<AnswerOf<'GET /status'>['liveness']> => {
    if (settings.current().liveness === 'off') return 'switched_off'
    const described = await engine.describe().catch(() => undefined)
    return described ? (described.tellsPictures ? 'checked' : 'unavailable') : null
  }

  return {
    'GET /health': () => Promise.resolve({ status: 'ok' }),

    async 'GET /ready'({ call }) {
      const storeWorks = await store.version().then(
        () => true,
        (error: unknown) => {
          log('warn', `The store cannot be read: ${messageOf(error)}`)
          return false
        },
      )
      const ready = storeWorks && problems.list().every(({ harmless }) => harmless)
      if (!ready) call.setStatus(503)
      return { ready }
    },

    'GET /settings': () => Promise.resolve(settings.current()),

    'PATCH /settings': ({ body }) => settings.change(body),

    'GET /status': async () => ({
      version,
      startedAt: startedAt.toISOString(),
      liveness: await liveness(),
      problems: problems.list().map(({ code, message, since }) => ({ code, message, since: since.toISOString() })),
    }),

    async 'GET /audit'({ query: { cursor, limit } }) {
      const { items, next, total } = await store.audit.list({ cursor, limit })
      return { items: items.map(toAuditJson), next: next ?? null, total }
    },

    async 'GET /retention'() {
      const { held, jumpedMs, overdue, releasedAt } = await retention.state()
      const jumpedHours = jumpedMs === undefined ? null : Math.round(jumpedMs / HOUR_MS)
      return { held, jumpedHours, overdue, releasedAt: timeOrNull(releasedAt) }
    },

    async 'POST /retention/confirm'({ who }) {
      const { jumpedMs, overdue } = await retention.state()
      await retention.confirm()
      const detail = JSON.stringify({ jumpedHours: Math.round((jumpedMs ?? 0) / HOUR_MS), overdue })
      await store.audit.add({ at: now(), by: nameOf(who), action: 'retention_confirmed', detail })
      return undefined
    },
  }
}
