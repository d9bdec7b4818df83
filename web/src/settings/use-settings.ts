// The settings and how they are changed: each at once, with a message.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SettingsJson } from '../../../src/client.ts'
import { api, ask, useRole } from '../api.ts'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'

export function useSettings() {
  const c = useText(common)
  const toast = useToast()
  const say = useErrorText()
  const client = useQueryClient()
  const query = ask('GET /settings')
  const { data, error } = useQuery(query)
  const isAdmin = useRole('admin')

  /** Shows the change before the server has confirmed it, and takes it back if the server refuses. */
  const change = async (changed: Partial<SettingsJson>) => {
    const before = client.getQueryData(query.queryKey)
    if (before) client.setQueryData(query.queryKey, { ...before, ...changed })
    try {
      client.setQueryData(query.queryKey, await api('PATCH /settings', { body: changed }))
      toast({ text: c('saved'), forMs: 2500 })
    } catch (failed) {
      if (before) client.setQueryData(query.queryKey, before)
      toast({ text: say(failed) })
    }
  }
  return { settings: data, error, isAdmin, change }
}
