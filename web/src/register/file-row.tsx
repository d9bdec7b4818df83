// One file and what became of it.

import { Check, X } from 'lucide-react'
import { Badge } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { addsLittle } from './flow.ts'
import type { FileItem } from './use-files.ts'

export function FileRow({ item, onDismiss }: { readonly item: FileItem; readonly onDismiss: () => void }) {
  const t = useText(register)
  return (
    <div className="strip-photo" data-refused={item.state !== 'kept' && item.state !== 'looking' ? true : undefined}>
      <Photo src={item.url} alt="" size={56} />
      <div className="strip-words" role="status">
        <span className="strip-title file-name">{item.name}</span>
        <Verdict item={item} />
      </div>
      {item.state !== 'looking' && (
        <IconButton label={t('dismiss')} onPress={onDismiss}>
          <X size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

function Verdict({ item }: { readonly item: FileItem }) {
  const t = useText(register)
  const errorText = useErrorText()
  if (item.state === 'looking') return <span className="small soft">{t('looking', { file: item.name })}</span>
  if (item.state === 'problem') return <span className="small">{t(item.problem)}</span>
  if (item.state === 'failed') return <span className="small">{errorText(item.error)}</span>
  if (item.state === 'kept') {
    const { pose, quality } = item.verdict
    return (
      <span className="row small">
        <Badge tone="known" icon={Check}>
          {t('kept', { pose: t(`pose_${pose}`), quality: Math.round(quality) })}
        </Badge>
        {addsLittle(item.verdict) && <span className="soft">{t('addsLittle')}</span>}
      </span>
    )
  }
  return (
    <Badge tone="danger" icon={X}>
      {t('refused', { reason: t(`reason_${item.verdict.reason}`) })}
    </Badge>
  )
}
