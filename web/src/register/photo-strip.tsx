// The photos of this registration: each with why it was kept or refused; kept ones can be taken out again.

import { Trash2, X } from 'lucide-react'
import { useEffect } from 'react'
import { pathOf } from '../../../src/client.ts'
import { Badge } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { addsLittle, type Kept, type Refused } from './flow.ts'
import type { Registration } from './use-registration.ts'

const SIZE = 72

export interface PhotoStripProps {
  readonly enrolmentId: string
  readonly registration: Registration
  readonly emptyText: string
}

export function PhotoStrip({ enrolmentId, registration, emptyText }: PhotoStripProps) {
  const t = useText(register)
  const { kept, refused } = registration.strip
  return (
    <section aria-label={t('strip')} className="strip">
      <p className="hidden" role="status">
        {kept.length > 0 ? t('photosKept', { count: kept.length }) : ''}
      </p>
      {kept.length + refused.length === 0 && <p className="soft">{emptyText}</p>}
      <ul>
        {refused.toReversed().map(photo => (
          <RefusedPhoto
            key={photo.key}
            photo={photo}
            onDismiss={() => {
              registration.dismiss(photo.key)
            }}
          />
        ))}
        {kept.toReversed().map(photo => (
          <KeptPhoto
            key={photo.photoId}
            photo={photo}
            src={pathOf('GET /enrolments/:enrolmentId/photos/:photoId', { enrolmentId, photoId: photo.photoId })}
            onRemove={() => void registration.remove(photo.photoId)}
          />
        ))}
      </ul>
    </section>
  )
}

function KeptPhoto({ photo, src, onRemove }: { readonly photo: Kept; readonly src: string; readonly onRemove: () => void }) {
  const t = useText(register)
  const pose = t(`pose_${photo.pose}`)
  const quality = Math.round(photo.quality)
  return (
    <li className="strip-photo">
      <Photo src={src} alt="" size={SIZE} />
      <div className="strip-words">
        <span className="strip-title">{pose}</span>
        <span className="small soft numbers">{t('keptShort', { quality })}</span>
        {addsLittle(photo) && <span className="small soft">{t('addsLittle')}</span>}
      </div>
      <IconButton label={t('remove', { pose, quality })} onPress={onRemove}>
        <Trash2 size={18} aria-hidden />
      </IconButton>
    </li>
  )
}

function RefusedPhoto({ photo, onDismiss }: { readonly photo: Refused; readonly onDismiss: () => void }) {
  const t = useText(register)
  const { picture } = photo
  useEffect(
    () => () => {
      if (picture !== undefined) URL.revokeObjectURL(picture)
    },
    [picture],
  )
  return (
    <li className="strip-photo" data-refused>
      <Photo src={picture} alt="" size={SIZE} />
      <div className="strip-words">
        <Badge tone="danger" icon={X}>
          {t(`reason_${photo.reason}`)}
        </Badge>
      </div>
      <IconButton label={t('dismiss')} onPress={onDismiss}>
        <X size={18} aria-hidden />
      </IconButton>
    </li>
  )
}
