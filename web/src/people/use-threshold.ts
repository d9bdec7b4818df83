// The threshold in force.

import { useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'

export function useThreshold(): number | undefined {
  return useQuery(ask('GET /operating-point')).data?.threshold
}
