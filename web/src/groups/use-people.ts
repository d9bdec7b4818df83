// Who the ids of a group are; people deleted meanwhile are left out.

import { useQueries } from '@tanstack/react-query'
import type { PersonJson } from '../../../src/client.ts'
import { ask } from '../api.ts'

export const usePeople = (personIds: readonly string[]): readonly PersonJson[] =>
  useQueries({
    queries: personIds.map(personId => ({ ...ask('GET /people/:personId', { params: { personId } }), retry: false })),
  }).flatMap(({ data }) => (data ? [data] : []))
