// One alert of the list: what happened, when, by which rule; it leads to whom or what it is about.

import { CircleHelp, Clock, HatGlasses, Send, Siren, UserCheck, UserSearch, UserX, type LucideIcon } from 'lucide-react'
import { Link } from 'wouter'
import type { NoticeJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { useWords } from '../timeline/words.ts'
import { leadsTo } from './notices.ts'
import { useNoticeWords } from './use-notice-words.ts'

type What = 'person' | 'visitor' | 'stranger' | Exclude<NoticeJson['kind'], 'arrived'>

const ICONS: Readonly<Record<What, LucideIcon>> = {
  person: UserCheck,
  visitor: UserSearch,
  stranger: CircleHelp,
  missing: UserX,
  outside_hours: Clock,
  spoof: HatGlasses,
  duress: Siren,
  test: Send,
}

function whatOf({ kind, person, visitor }: NoticeJson): What {
  if (kind !== 'arrived') return kind
  if (person) return 'person'
  return visitor ? 'visitor' : 'stranger'
}

export function NoticeRow({ notice }: { readonly notice: NoticeJson }) {
  const t = useText(alerts)
  const { say } = useNoticeWords()
  const { clock } = useWords()
  const Icon = ICONS[whatOf(notice)]
  const to = leadsTo(notice)
  const { visitor, rule, at } = notice
  return (
    <li className="notice" data-kind={notice.kind}>
      <span className="notice-icon" aria-hidden>
        <Icon size={18} />
      </span>
      <div className="notice-text">
        {to === undefined ? (
          <span className="notice-what">{say(notice)}</span>
        ) : (
          <Link href={to} className="notice-what">
            {say(notice)}
          </Link>
        )}
        <span className="soft small">
          {t('byRule', { name: rule.name })}
          {visitor && ` · ${t('visitsSoFar', { count: visitor.visits })}`}
        </span>
      </div>
      <time className="soft small numbers" dateTime={at}>
        {clock(at)}
      </time>
    </li>
  )
}
