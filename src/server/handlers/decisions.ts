// What decides between known and unknown, and what another setting would have decided.

import { RostroError } from '../../core/errors.ts'
import { ownSettings } from '../camera-runner.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { dropUndefined, toEngineSettings } from '../settings.ts'
import { dateOf, toOperatingPointJson, toReplayedJson } from '../to-json.ts'

export function decisionHandlers({ engine, settings, store }: ServerParts): HandlersOf<'Decisions'> {
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

    async 'POST /replay'({ body: { from, to, ...changes } }) {
      // A fixed similarity goes before what is wished: whoever only wishes means it to count.
      const wished = changes.wrongNames && changes.threshold === undefined ? { threshold: null } : {}
      const request = {
        settings: toEngineSettings({ ...settings.current(), ...dropUndefined(changes), ...wished }),
        own: ownSettings(await store.cameras.list()),
        from: dateOf(from),
        to: dateOf(to),
      }
      return toReplayedJson(await engine.replay(request))
    },
  }
}
