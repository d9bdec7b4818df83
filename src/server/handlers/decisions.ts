// What decides between known and unknown, and what another setting would have decided.

import { RostroError } from '../../core/errors.ts'
import { toOperatingPointJson } from '../to-json.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function decisionHandlers({ engine }: ServerParts): HandlersOf<'Decisions'> {
  return {
    async 'GET /operating-point'({ query: { default: isDefault, threshold, share, perMonth, strangersPerDay } }) {
      if (perMonth !== undefined && strangersPerDay === undefined)
        throw new RostroError('request_invalid', 'perMonth needs strangersPerDay: how many strangers a camera sees on a day.')
      const wrongNames =
        share !== undefined
          ? { per: 'stranger' as const, share }
          : perMonth !== undefined && strangersPerDay !== undefined
            ? { per: 'camera_month' as const, count: perMonth, strangersPerDay }
            : undefined
      const asked = isDefault || threshold !== undefined || wrongNames !== undefined
      return toOperatingPointJson(await engine.operatingPoint(asked ? { threshold, wrongNames } : undefined))
    },

    'POST /replay': () => Promise.reject(new RostroError('route_not_found', 'Not built yet.')),
  }
}
