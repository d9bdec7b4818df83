// Going over to another model pack, followed while it goes on; and what is asked anew once the networks are others.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { ModelChangeJson } from '../../../src/client.ts'
import { ask } from '../api.ts'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { models } from '../i18n/parts/models.ts'

const BUSY_MS = 1000
/** Somebody else may begin one, on another page or at a terminal. */
const QUIET_MS = 15_000

const isBusy = (change: ModelChangeJson | null | undefined): boolean =>
  change !== null && change !== undefined && change.state !== 'ready' && change.state !== 'failed'

/** Shows what the server has just answered about the change, and follows it from there. */
export function useFollow(): (change: ModelChangeJson | null) => void {
  const client = useQueryClient()
  return useCallback(
    change => {
      client.setQueryData(ask('GET /models/change').queryKey, { change })
    },
    [client],
  )
}

/** Undefined until it is known; null: none. */
export function useModelChange(): ModelChangeJson | null | undefined {
  const t = useText(models)
  const toast = useToast()
  const client = useQueryClient()
  const { data } = useQuery({
    ...ask('GET /models/change'),
    refetchInterval: ({ state }) => (isBusy(state.data?.change) ? BUSY_MS : QUIET_MS),
  })
  const change = data?.change
  const switchingTo = useRef<string>(undefined)
  useEffect(() => {
    if (change?.state === 'switching') switchingTo.current = change.to
    if (change !== null || switchingTo.current === undefined) return
    toast({ text: t('inUse', { pack: switchingTo.current }) })
    switchingTo.current = undefined
    // Threshold, people who can be recognised, packs: nothing is as it was.
    void client.invalidateQueries()
  }, [change, client, t, toast])
  return change
}
