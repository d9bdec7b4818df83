// Which networks are used, and going over to others.

import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function modelHandlers({ engine, models, packChanges }: ServerParts): HandlersOf<'Models'> {
  return {
    async 'GET /models'() {
      const [described, packs, previous] = await Promise.all([engine.describe(), models.list(), models.previous()])
      return {
        current: {
          name: described.pack,
          device: described.device,
          passedOver: described.passedOver.map(({ device, reason }) => ({ device, reason })),
          licence: described.licence,
          comparablePeople: described.comparablePeople,
        },
        previous: previous === undefined || previous === described.pack ? null : previous,
        packs: packs.map(({ manifest, state }) => ({
          name: manifest.name,
          summary: manifest.description,
          licence: manifest.licence.whoMayUse,
          ready: state === 'ready',
          current: manifest.name === described.pack,
        })),
      }
    },

    'GET /models/change': () => Promise.resolve({ change: packChanges.current() }),
    'POST /models/change': ({ body }) => packChanges.prepare(body.pack),
    // Within an async function, so that what it throws is a rejection.
    'POST /models/change/switch': async () => Promise.resolve(packChanges.switch()),

    async 'DELETE /models/change'() {
      await packChanges.drop()
      return undefined
    },
  }
}
