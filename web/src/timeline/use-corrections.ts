// What an operator says about an event, told to the server, with a way back each time. Knows no layout.

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { createClient, type FaceEventJson, type RequestOf } from '../../../src/client.ts'
import { api, refresh } from '../api.ts'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { PendingDeletions, UNDO_MS } from './pending-deletions.ts'
import { forgetEvent, replaceEvent } from './use-events.ts'

export type CorrectionBody = RequestOf<'POST /events/:eventId/correction'>['body']

/** Outlives the page: a deletion that was promised happens although the tab is closed. */
const lastWord = createClient({ fetch: (url, init) => fetch(url, { ...init, keepalive: true }) })

export function useCorrections() {
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const t = useText(timeline)
  const words = useText(common)
  const [busyId, setBusyId] = useState<string>()

  const attempt = useCallback(
    async (eventId: string, work: () => Promise<void>): Promise<boolean> => {
      setBusyId(eventId)
      try {
        await work()
        return true
      } catch (error) {
        toast({ text: say(error) })
        return false
      } finally {
        setBusyId(undefined)
      }
    },
    [toast, say],
  )

  const undo = useCallback(
    (eventId: string) =>
      attempt(eventId, async () => {
        replaceEvent(client, await api('DELETE /events/:eventId/correction', { params: { eventId } }))
        void refresh(client, ['GET /people'])
        toast({ text: t('undone') })
      }),
    [attempt, client, toast, t],
  )

  const correct = useCallback(
    (event: FaceEventJson, body: CorrectionBody) =>
      attempt(event.id, async () => {
        const corrected = await api('POST /events/:eventId/correction', { params: { eventId: event.id }, body })
        replaceEvent(client, corrected)
        void refresh(client, ['GET /people'])
        const name = (body.kind === 'not' ? event.person?.name : corrected.person?.name) ?? ''
        toast({
          text: t(body.kind === 'not' ? 'saidNot' : body.kind === 'new' ? 'saidNew' : 'saidIs', { name }),
          action: { text: words('undo'), run: () => void undo(event.id) },
          forMs: UNDO_MS,
        })
      }),
    [attempt, client, toast, t, words, undo],
  )

  const [deletions] = useState(
    () =>
      new PendingDeletions(eventId => {
        lastWord('DELETE /events/:eventId', { params: { eventId } }).then(
          () => {
            forgetEvent(client, eventId)
          },
          (error: unknown) => {
            toast({ text: say(error) })
          },
        )
      }),
  )
  useEffect(() => {
    const flush = () => {
      deletions.flush()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [deletions])
  const deleted = useSyncExternalStore(deletions.subscribe, deletions.ids)

  const remove = useCallback(
    (eventId: string) => {
      deletions.add(eventId)
      toast({
        text: t('deleted'),
        action: {
          text: words('undo'),
          run: () => {
            deletions.undo(eventId)
          },
        },
        forMs: UNDO_MS - 1000,
      })
    },
    [deletions, toast, t, words],
  )

  return { correct, undo, remove, deleted, busyId }
}

export type Corrections = ReturnType<typeof useCorrections>

/** Whether "not this person" says anything: Rostro named somebody, and nobody said otherwise yet. */
export const canSayNot = ({ person, correction, correctable }: FaceEventJson): boolean =>
  person !== null && correction === null && correctable
