// Whether it runs, what it runs with, what it is set to.

import { messageOf } from '../../core/errors.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function systemHandlers({ store, settings, problems, version, startedAt, log }: ServerParts): HandlersOf<'System'> {
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
      const ready = storeWorks && problems.list().length === 0
      if (!ready) call.setStatus(503)
      return { ready }
    },

    'GET /settings': () => Promise.resolve(settings.current()),

    'PATCH /settings': ({ body }) => settings.change(body),

    'GET /status': () =>
      Promise.resolve({
        version,
        startedAt: startedAt.toISOString(),
        problems: problems.list().map(({ code, message, since }) => ({ code, message, since: since.toISOString() })),
      }),
  }
}
