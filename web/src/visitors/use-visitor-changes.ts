// What an operator says about visitors, told to the server, with a way back each time. Knows no layout.

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { ApiRoute, VisitorChangeJson } from '../../../src/client.ts'
import { api, refresh } from '../api.ts'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'

const UNDO_MS = 30_000
/** What becomes old when something is done to visitors. */
const VISITOR_ROUTES = [
  'GET /visitors',
  'GET /visits',
  'GET /visitor-suggestions',
  'GET /visitor-changes',
  'GET /place/now',
  'GET /place/statistics',
  'GET /people',
] as const satisfies readonly ApiRoute[]

export interface Told<Answer> {
  /** Of the message with the undo; undefined: it says nothing. */
  readonly say?: (answer: Answer) => string
  /** Before anything is asked for again: a screen of what is gone must not ask for it. */
  readonly onDone?: (answer: Answer) => void
  readonly onUndone?: () => void
}

export function useVisitorChanges() {
  const t = useText(visitors)
  const c = useText(common)
  const client = useQueryClient()
  const toast = useToast()
  const errorText = useErrorText()
  const [isBusy, setBusy] = useState(false)

  /** Failures are told as a message, but where `onError` takes them. */
  const attempt = useCallback(
    async <Answer>(
      work: () => Promise<Answer>,
      onDone: (answer: Answer) => void,
      onError?: (error: unknown) => void,
    ): Promise<boolean> => {
      setBusy(true)
      try {
        onDone(await work())
        return true
      } catch (error) {
        if (onError) onError(error)
        else toast({ text: errorText(error) })
        return false
      } finally {
        setBusy(false)
        void refresh(client, VISITOR_ROUTES)
      }
    },
    [client, toast, errorText],
  )

  const undo = useCallback(
    (changeId: string, onUndone?: () => void) =>
      attempt(
        () => api('DELETE /visitor-changes/:changeId', { params: { changeId } }),
        () => {
          toast({ text: t('undone') })
          onUndone?.()
        },
      ),
    [attempt, toast, t],
  )

  const change = useCallback(
    <Answer extends { readonly change: VisitorChangeJson }>(
      work: () => Promise<Answer>,
      { say, onDone, onUndone }: Told<Answer>,
      onError?: (error: unknown) => void,
    ) =>
      attempt(
        work,
        answer => {
          onDone?.(answer)
          if (!say) return
          const run = () => void undo(answer.change.id, onUndone)
          toast({ text: say(answer), action: { text: c('undo'), run }, forMs: UNDO_MS })
        },
        onError,
      ),
    [attempt, undo, toast, c],
  )

  return { attempt, change, undo, isBusy }
}
