// What decides and which networks look, in the fake API.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import { RostroError } from '../../../src/core/errors.ts'
import type { Handlers } from './handler.ts'

type DecidingRoute = Extract<ApiRoute, `${string} /models${string}` | `${string} /operating-point` | `${string} /replay`>

const POINT = {
  threshold: 0.4,
  chosenBy: 'default' as const,
  wrongNames: null,
  people: 10_000,
  falseMatchRate: { value: 1e-6, low: 4e-7, high: 2e-6 },
  fpir: { value: 0.01, low: 0.004, high: 0.02 },
  fnir: { value: 0.02, low: 0.01, high: 0.03 },
  calibration: { measuredOn: 'made up', people: 1491, comparisons: 1_000_000 },
  site: { people: 10_000, comparisons: 49_995_000, shift: { value: 0.03, low: 0.02, high: 0.04 }, weight: 0.8 },
  warnings: [],
}

const notYet = () => Promise.reject(new RostroError('route_not_found', 'Not built yet.'))

export const decidingHandlers: Handlers<DecidingRoute> = {
  'GET /models': ({ world }) => ({
    current: {
      name: 'buffalo-s',
      device: 'cpu',
      passedOver: [{ device: 'cuda', reason: 'CUDA is not installed.' }],
      licence: 'Non-commercial research',
      comparablePeople: world.people.size,
    },
    previous: null,
    packs: [
      { name: 'buffalo-s', summary: 'Quick and accurate; weights for research only', ready: true, current: true },
      { name: 'open-s', summary: 'Every file under an open licence, a little less accurate', ready: true, current: false },
      { name: 'buffalo-l', summary: 'The most accurate, about four times slower', ready: false, current: false },
    ],
  }),
  'GET /models/change': () => ({ change: null }),
  'POST /models/change': notYet,
  'POST /models/change/switch': notYet,
  'DELETE /models/change': notYet,
  'GET /operating-point': ({ world }) => ({ ...POINT, threshold: world.settings.threshold ?? 0.4 }),
  'POST /replay': notYet,
}
