// Groups of people and when they may be here.

import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { dropUndefined } from '../settings.ts'
import { toGroupJson } from '../visit-json.ts'

export function groupHandlers({ store: { groups } }: ServerParts): HandlersOf<'Groups'> {
  return {
    'GET /groups': async () => (await groups.list()).map(toGroupJson),
    'POST /groups': async ({ body }) => toGroupJson(await groups.add(body)),
    'PATCH /groups/:groupId': async ({ params, body }) => toGroupJson(await groups.change(params.groupId, dropUndefined(body))),

    async 'DELETE /groups/:groupId'({ params }) {
      await groups.delete(params.groupId)
      return undefined
    },
  }
}
