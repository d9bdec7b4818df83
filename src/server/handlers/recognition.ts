// Pictures in, decisions out. Nothing is kept.

import { RostroError } from '../../core/errors.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { toFaceJson } from '../to-json.ts'

export function recognitionHandlers({ engine }: ServerParts): HandlersOf<'Recognition'> {
  return {
    async 'POST /recognize'({ pictures, query }) {
      const { width, height, faces } = await engine.recognize(pictures.image, { threshold: query.threshold })
      return { width, height, faces: faces.map(toFaceJson) }
    },

    async 'POST /verify'({ pictures, query }) {
      const { personId, threshold: wanted } = query
      if ((pictures.other === undefined) === (personId === undefined))
        throw new RostroError('request_invalid', 'Send either a second picture as field "other", or ?personId=.')
      const second = pictures.other ?? { personId: personId! }
      const { similarity, threshold, reason } = await engine.verify(pictures.image, second, wanted)
      return {
        same: similarity === undefined ? null : similarity >= threshold,
        similarity: similarity ?? null,
        threshold,
        reason: reason ?? null,
      }
    },
  }
}
