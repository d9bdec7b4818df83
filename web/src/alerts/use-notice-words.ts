// An alert as a sentence, with the names in it or without.

import type { NoticeJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { useVisitorName } from '../visitors/visitor-face.tsx'

export interface NoticeWords {
  /** “Ana Soto arrived at Front door”. */
  readonly say: (notice: NoticeJson) => string
  /** The same for eyes that may not know who: “Somebody registered arrived at Front door”. */
  readonly sayUnnamed: (notice: NoticeJson) => string
}

export function useNoticeWords(): NoticeWords {
  const t = useText(alerts)
  const visitorName = useVisitorName()
  const nameOf = ({ person, visitor, kind }: NoticeJson): string => {
    if (person) return person.name
    if (visitor) return visitorName(visitor)
    // Only somebody registered can be late or out of hours: one who was deleted since.
    return kind === 'arrived' ? t('stranger') : t('registered')
  }
  const unnamed = (notice: NoticeJson): string => {
    if (notice.person) return t('registered')
    return notice.visitor ? t('someVisitor') : nameOf(notice)
  }
  const say = (notice: NoticeJson, who: string): string => {
    const { kind } = notice
    const camera = notice.camera?.name
    switch (kind) {
      case 'test':
        return t('told_test')
      case 'missing':
        return t('told_missing', { who })
      case 'spoof':
        return camera === undefined ? t('told_spoof') : t('told_spoof_at', { camera })
      case 'duress':
        return t('told_duress', { who, door: camera ?? '…' })
      default:
        return camera === undefined ? t(`told_${kind}`, { who }) : t(`told_${kind}_at`, { who, camera })
    }
  }
  return { say: notice => say(notice, nameOf(notice)), sayUnnamed: notice => say(notice, unnamed(notice)) }
}
