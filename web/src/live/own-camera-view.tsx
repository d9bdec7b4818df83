// This device's camera with boxes and names on it.

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { LiveFace } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import { isMirrored } from './camera.ts'
import { CameraVideo } from './camera-video.tsx'
import { useFaceLabel } from './face-label.ts'
import { LiveOverlay } from './live-overlay.ts'
import { useLive } from './live-provider.tsx'
import { RoundTrip } from './round-trip.tsx'
import { Stage } from './stage.tsx'

export interface OwnCameraViewProps {
  readonly stream: MediaStream
  readonly onFaces: (faces: readonly LiveFace[]) => void
}

export function OwnCameraView({ stream, onFaces }: OwnCameraViewProps) {
  const t = useText(live)
  const video = useRef<HTMLVideoElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const door = useLive()
  const [ratio, setRatio] = useState<number>()
  const [overlay, setOverlay] = useState<LiveOverlay>()
  const labelOf = useEffectEvent(useFaceLabel())
  const hearFaces = useEffectEvent(onFaces)
  const mirrored = isMirrored(stream)

  useEffect(() => {
    if (!video.current || !canvas.current) return
    video.current.srcObject = stream
    const created = new LiveOverlay({
      video: video.current,
      canvas: canvas.current,
      connection: door.get(),
      mirrored,
      labelOf: face => labelOf(face),
      onFaces: faces => {
        hearFaces(faces)
      },
    })
    setOverlay(created)
    return () => {
      created.stop()
      setOverlay(undefined)
    }
  }, [stream, mirrored, door])

  return (
    <>
      <Stage ratio={ratio}>
        <CameraVideo ref={video} label={t('ownPicture')} isMirrored={mirrored} onRatio={setRatio} />
        <canvas ref={canvas} className="faces" aria-hidden />
      </Stage>
      {overlay && <RoundTrip overlay={overlay} />}
    </>
  )
}
