// Merging visitors, after their faces were looked at beside each other.

import type { VisitorJson } from '../../../src/client.ts'
import { api } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors as texts } from '../i18n/parts/visitors.ts'
import { staying } from './suggested.ts'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

export interface MergeVisitorsDialogProps {
  /** Two at least. */
  readonly visitors: readonly VisitorJson[]
  readonly onClose: () => void
  readonly onMerged: () => void
}

export function MergeVisitorsDialog({ visitors, onClose, onMerged }: MergeVisitorsDialogProps) {
  const t = useText(texts)
  const c = useText(common)
  const nameOf = useVisitorName()
  const { change, isBusy } = useVisitorChanges()
  const into = staying(visitors)
  if (!into) return null
  const merge = async () => {
    const visitorIds = visitors.filter(visitor => visitor !== into).map(({ id }) => id)
    const isDone = await change(
      () => api('POST /visitors/:visitorId/merge', { params: { visitorId: into.id }, body: { visitorIds } }),
      { say: ({ visitor }) => t('merged', { name: nameOf(visitor) }) },
    )
    if (isDone) onMerged()
  }
  return (
    <Dialog
      title={t('mergeTitle', { count: visitors.length })}
      isWide
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button tone="primary" isPending={isBusy} onPress={() => void merge()}>
            {t('mergeConfirm', { name: nameOf(into) })}
          </Button>
        </>
      }
    >
      <ul className="visitor-faces">
        {visitors.map(visitor => (
          <li key={visitor.id}>
            <VisitorFace visitor={visitor} alt={t('faceOf', { name: nameOf(visitor) })} size="fill" />
            <strong>{nameOf(visitor)}</strong>
            <span className="soft small">{t('visits', { count: visitor.visits })}</span>
          </li>
        ))}
      </ul>
      <p>{t('mergeText', { name: nameOf(into) })}</p>
    </Dialog>
  )
}
