// Which networks are used, and going over to others.

import { RostroError } from '../../core/errors.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function modelHandlers({ engine, models }: ServerParts): HandlersOf<'Models'> {
  const notYet = () => Promise.reject(new RostroError('route_not_found', 'Not built yet.'))
  return {
    async 'GET /models'() {
      const [described, packs] = await Promise.all([engine.describe(), models.list()])
      return {
        current: {
          name: described.pack,
          device: described.device,
          passedOver: described.passedOver.map(({ device, reason }) => ({ device, reason })),
          licence: described.licence,
          comparablePeople: described.comparablePeople,
        },
        previous: null,
        packs: packs.map(({ manifest, state }) => ({
          name: manifest.name,
          summary: manifest.description,
          licence: manifest.licence.whoMayUse,
          ready: state === 'ready',
          current: manifest.name === described.pack,
        })),
      }
    },

    'GET /models/change': () => Promise.resolve({ change: null }),
    'POST /models/change': notYet,
    'POST /models/change/switch': notYet,
    'DELETE /models/change': notYet,
  }
}
