// Tells of each alert as it comes, on whichever screen: a message in the page, and a notification where this device wants them.

import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useLocation } from 'wouter'
import type { NoticeJson } from '../../../src/client.ts'
import { refresh } from '../api.ts'
import { useToast } from '../components/toast.tsx'
import { useLanguage, useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { useLiveNews, useReconnected } from '../live/live-provider.tsx'
import { useSpaced } from '../live/spaced.ts'
import { abilityNow, readWish, show } from './device.ts'
import { leadsTo } from './notices.ts'
import { useNoticeWords } from './use-notice-words.ts'

/** As long as a message stays: a burst is told as one, and never queues up. */
const TOLD_EVERY_MS = 6000
const LIST_EVERY_MS = 2000

export function useAlertNews(): void {
  const t = useText(alerts)
  const { language } = useLanguage()
  const words = useNoticeWords()
  const client = useQueryClient()
  const toast = useToast()
  const [location, navigate] = useLocation()
  const untold = useRef<NoticeJson[]>([])

  const open = (notice: NoticeJson | undefined) => {
    navigate((notice && leadsTo(notice)) ?? '/alerts')
  }
  const tell = useSpaced(() => {
    const told = untold.current.splice(0)
    const only = told.length === 1 ? told[0] : undefined
    // The list itself shows it.
    if (location === '/alerts') return
    toast({
      text: only ? words.say(only) : t('moreAlerts', { count: told.length }),
      action: {
        text: t('show'),
        run: () => {
          open(only)
        },
      },
    })
  }, TOLD_EVERY_MS)
  const reload = useSpaced(() => {
    void refresh(client, ['GET /alerts'])
  }, LIST_EVERY_MS)
  const notify = (notice: NoticeJson) => {
    const wish = readWish()
    if (wish === 'off' || abilityNow() !== 'granted') return
    show({
      title: wish === 'named' ? words.say(notice) : words.sayUnnamed(notice),
      // A rule may be called after somebody.
      body: wish === 'named' ? notice.rule.name : undefined,
      tag: notice.id,
      lang: language,
      onOpen: () => {
        open(notice)
      },
    })
  }

  useReconnected(reload)
  useLiveNews(news => {
    if (news.type !== 'alert') return
    untold.current.push(news.notice)
    tell()
    reload()
    notify(news.notice)
  })
}
