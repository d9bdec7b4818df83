// What the ids in rules are called: cameras, groups, targets, and the people rules are about. Asks the server, knows no rules' words.

import { useQueries, useQuery } from '@tanstack/react-query'
import type { AlertRuleBody } from '../../../src/client.ts'
import { ask } from '../api.ts'

const NAMED = new Map<string, string>()
const byId = (things: readonly { readonly id: string; readonly name: string }[] | undefined): ReadonlyMap<string, string> =>
  things ? new Map(things.map(({ id, name }) => [id, name])) : NAMED

export interface RuleNames {
  readonly people: ReadonlyMap<string, string>
  readonly groups: ReadonlyMap<string, string>
  readonly cameras: ReadonlyMap<string, string>
  readonly targets: ReadonlyMap<string, string>
  readonly isLoaded: boolean
}

export function useRuleNames(rules: readonly Pick<AlertRuleBody, 'who'>[]): RuleNames {
  const groups = useQuery(ask('GET /groups'))
  const cameras = useQuery(ask('GET /cameras'))
  const targets = useQuery(ask('GET /alerts/targets'))
  const personIds = [...new Set(rules.flatMap(({ who }) => (who.kind === 'person' && who.personId !== '' ? [who.personId] : [])))]
  const people = useQueries({
    queries: personIds.map(personId => ({ ...ask('GET /people/:personId', { params: { personId } }), retry: false })),
  })
  return {
    people: byId(people.flatMap(({ data }) => (data ? [data] : []))),
    groups: byId(groups.data),
    cameras: byId(cameras.data),
    targets: byId(targets.data?.map(({ target }) => target)),
    isLoaded:
      groups.data !== undefined &&
      cameras.data !== undefined &&
      targets.data !== undefined &&
      people.every(({ isPending }) => !isPending),
  }
}
