// A camera of the server: each picture drawn with the faces that came with it, so that boxes lie on them exactly.

import { Video, VideoOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { CameraJson, LiveFace } from '../../../src/client.ts'
import { LinkButton } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { useWhy } from '../cameras/use-why.ts'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import type { LiveNews } from './connection.ts'
import { drawFaces, drawnOutcome, wipe } from './draw-faces.ts'
import { useFaceLabel } from './face-label.ts'
import { useLiveNews } from './live-provider.tsx'
import { Stage, StageNote } from './stage.tsx'

export interface ServerCameraViewProps {
  readonly camera: CameraJson
  readonly onFaces: (faces: readonly LiveFace[]) => void
  readonly canvas: React.RefObject<HTMLCanvasElement | null>
}

export function ServerCameraView({ camera, onFaces, canvas }: ServerCameraViewProps) {
  const t = useText(live)
  const labelOf = useFaceLabel()
  const why = useWhy()
  const [ratio, setRatio] = useState<number>()
  const [told, setTold] = useState<{ readonly state: CameraJson['state']['state']; readonly reason: string | null }>()
  const [hasPicture, setHasPicture] = useState(false)
  const state = told?.state ?? camera.state.state
  const reason = told ? told.reason : camera.state.reason

  const hear = (news: LiveNews) => {
    if (news.type === 'camera' && news.cameraId === camera.id) setTold(news)
    if (news.type !== 'picture' || news.header.cameraId !== camera.id) return
    const { header, picture } = news
    setHasPicture(true)
    setRatio(header.width / header.height)
    if (canvas.current) draw(canvas.current, picture, header, labelOf)
    onFaces(header.faces)
  }
  const door = useLiveNews(hear)
  useEffect(() => {
    if (!camera.enabled) return
    const connection = door.get()
    connection.watch(camera.id)
    return () => {
      connection.watch(undefined)
    }
  }, [door, camera.id, camera.enabled])

  const trouble = troubleOf(state, camera.enabled)
  return (
    <Stage ratio={ratio} isEmpty={trouble !== undefined}>
      <canvas
        ref={canvas}
        className="faces"
        role="img"
        aria-label={t('pictureOf', { name: camera.name })}
        hidden={trouble !== undefined}
      />
      {trouble && (
        <EmptyState
          icon={trouble === 'cameraOff' ? VideoOff : Video}
          title={t(trouble, { name: camera.name })}
          text={why(state, reason) ?? ''}
        >
          <LinkButton to={`/cameras/${camera.id}`}>{t('toCameras')}</LinkButton>
        </EmptyState>
      )}
      {!trouble && !hasPicture && (
        <StageNote text={state === 'online' ? t('waitingPicture') : t('cameraConnecting', { name: camera.name })} />
      )}
    </Stage>
  )
}

const troubleOf = (
  state: string,
  enabled: boolean,
): 'cameraOff' | 'cameraTrouble' | 'cameraEnded' | 'cameraElsewhere' | undefined => {
  if (!enabled || state === 'off') return 'cameraOff'
  if (state === 'ended') return 'cameraEnded'
  if (state === 'elsewhere') return 'cameraElsewhere'
  return state === 'offline' || state === 'failed' ? 'cameraTrouble' : undefined
}

function draw(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  { width, height, faces }: Extract<LiveNews, { type: 'picture' }>['header'],
  labelOf: (face: LiveFace) => string,
): void {
  const surface = {
    width: canvas.clientWidth,
    height: canvas.clientHeight,
    pictureWidth: width,
    pictureHeight: height,
    mirrored: false,
  }
  const context = wipe(canvas, surface.width, surface.height)
  context?.drawImage(picture, 0, 0, surface.width, surface.height)
  canvas.dataset['faces'] = String(faces.length)
  if (!context) return
  const drawn = faces.map(face => ({ box: face.box, outcome: drawnOutcome(face), label: labelOf(face), opacity: 1 }))
  drawFaces(context, drawn, surface)
}
