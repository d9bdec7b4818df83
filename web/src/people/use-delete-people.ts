// Deleting people in a way that can be undone for as long as the server allows.

import { useQueryClient } from '@tanstack/react-query'
import { api, refresh } from '../api.ts'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'

const UNDO_MS = 30_000

interface Named {
  readonly id: string
  /** Unknown for people selected before a search hid them. */
  readonly name?: string | undefined
}

/** Resolves to whether they were deleted; failures are told as a message. */
export function useDeletePeople(): (doomed: readonly Named[]) => Promise<boolean> {
  const t = useText(people)
  const c = useText(common)
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const refreshPeople = () => refresh(client, ['GET /people', 'GET /health/gallery', 'GET /events'])
  const told = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      toast({ text: say(error) })
      return false
    } finally {
      await refreshPeople()
    }
  }

  return async doomed => {
    const only = doomed.length === 1 ? doomed[0]?.name : undefined
    const undo = async () => {
      const isBack = await told(async () => {
        for (const { id } of doomed) await api('POST /people/:personId/restore', { params: { personId: id } })
      })
      if (isBack)
        toast({ text: only === undefined ? t('restoredMany', { count: doomed.length }) : t('restored', { name: only }) })
    }
    return told(async () => {
      for (const { id } of doomed) await api('DELETE /people/:personId', { params: { personId: id } })
      toast({
        text: only === undefined ? t('deletedMany', { count: doomed.length }) : t('deleted', { name: only }),
        action: { text: c('undo'), run: () => void undo() },
        forMs: UNDO_MS,
      })
    })
  }
}
