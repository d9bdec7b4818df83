// The threshold in force: the operator's own, or the one of the model pack.

import { useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'

export function useThreshold(): number | undefined {
  const { data: settings } = useQuery(ask('GET /settings'))
  const { data: models } = useQuery(ask('GET /models'))
  return settings?.threshold ?? models?.current.threshold.similarity
}
