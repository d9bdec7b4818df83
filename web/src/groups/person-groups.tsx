// The groups a person is in, among the facts about them.

import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { ask } from '../api.ts'

export function PersonGroups({ personId }: { readonly personId: string }) {
  const { data } = useQuery(ask('GET /groups'))
  return data
    ?.filter(({ personIds }) => personIds.includes(personId))
    .map(({ id, name }) => (
      <Link key={id} href="/groups" className="badge" data-tone="accent">
        {name}
      </Link>
    ))
}
