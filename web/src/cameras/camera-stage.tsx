// What one camera sees, live while it runs and otherwise its last picture, with whatever is drawn over it.

import { VideoOff } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import type { CameraJson } from '../../../src/client.ts'
import { EmptyState } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { ServerCameraView } from '../live/server-camera-view.tsx'
import '../live/live.css'
import { hasPicture, ratioOf } from './camera-state.ts'
import { usePicture } from './use-picture.ts'
import { useWhy } from './use-why.ts'

export interface CameraStageProps {
  readonly camera: CameraJson
  /** Laid over the picture, in its very shape. */
  readonly children: ReactNode
}

const LIVE = new Set<string>(['online', 'stalled', 'connecting', 'reconnecting'])

export function CameraStage({ camera, children }: CameraStageProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { state } = camera.state
  const ratio = ratioOf(camera.state)
  const isLive = LIVE.has(state)
  return (
    <div className="camera-stage" style={{ '--ratio': ratio } as React.CSSProperties}>
      {isLive ? <ServerCameraView camera={camera} canvas={canvas} onFaces={() => {}} /> : <LastPicture camera={camera} />}
      {(isLive || hasPicture(state)) && <div className="camera-over">{children}</div>}
    </div>
  )
}

function LastPicture({ camera }: { readonly camera: CameraJson }) {
  const t = useText(cameras)
  const place = useRef<HTMLDivElement>(null)
  const why = useWhy()
  const { state, reason } = camera.state
  const picture = usePicture(camera.id, hasPicture(state), place)
  return (
    <div className="camera-last" ref={place}>
      {picture === undefined ? (
        <EmptyState icon={VideoOff} title={t(`s_${state}`)} text={why(state, reason) ?? t('noPicture')} />
      ) : (
        <img src={picture} alt={t('pictureOf', { name: camera.name })} />
      )}
    </div>
  )
}
