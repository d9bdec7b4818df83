// Whether it runs, what it runs with, what it is set to.

import { messageOf } from '../../core/errors.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function systemHandlers({
  store,
  engine,
  models,
  settings,
  problems,
  version,
  startedAt,
  log,
}: ServerParts): HandlersOf<'System'> {
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

    async 'GET /models'() {
      const [described, packs] = await Promise.all([engine.describe(), models.list()])
      return {
        current: {
          name: described.pack,
          device: described.device,
          passedOver: described.passedOver.map(({ device, reason }) => ({ device, reason })),
          threshold: described.threshold,
          licence: described.licence,
          comparablePeople: described.comparablePeople,
        },
        packs: packs.map(({ manifest, state }) => ({
          name: manifest.name,
          summary: manifest.description,
          ready: state === 'ready',
          current: manifest.name === described.pack,
        })),
      }
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
