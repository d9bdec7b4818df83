// One camera of the list: what it sees, how it is.

import { VideoOff } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'wouter'
import type { CameraJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { CameraFigures } from './camera-figures.tsx'
import { hasPicture } from './camera-state.ts'
import { StateBadge } from './state-badge.tsx'
import { usePicture } from './use-picture.ts'
import { useWhy } from './use-why.ts'

export function CameraCard({ camera }: { readonly camera: CameraJson }) {
  const t = useText(cameras)
  const card = useRef<HTMLLIElement>(null)
  const { id, name, state } = camera
  const reason = useWhy()(state.state, state.reason)
  const picture = usePicture(id, hasPicture(state.state), card)
  return (
    <li className="camera-card" ref={card}>
      <div className="camera-picture">
        {picture === undefined ? (
          <span className="camera-none soft small">
            <VideoOff size={28} aria-hidden />
            {t('noPicture')}
          </span>
        ) : (
          <img src={picture} alt="" />
        )}
      </div>
      <div className="camera-body">
        <div className="camera-head">
          <h2>
            <Link href={`/cameras/${id}`} className="camera-link">
              {name}
            </Link>
          </h2>
          <StateBadge state={state.state} />
        </div>
        {reason !== undefined && <p className="camera-reason small">{reason}</p>}
        <CameraFigures state={state} />
      </div>
    </li>
  )
}
