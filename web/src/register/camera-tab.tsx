// Photos from the camera: an oval, one hint at a time, the views still missing; they are taken by themselves, or by S.

import { Aperture } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { PhotoVerdictJson } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { Banner } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import { register } from '../i18n/parts/register.ts'
import { isMirrored } from '../live/camera.ts'
import { CameraProblem } from '../live/camera-problem.tsx'
import { CameraVideo } from '../live/camera-video.tsx'
import '../live/live.css'
import { useLive, useLiveNotice } from '../live/live-provider.tsx'
import { useShortcuts } from '../live/shortcuts.ts'
import { Stage, StageNote } from '../live/stage.tsx'
import { useOwnCamera } from '../live/use-own-camera.ts'
import { EnrolCamera, snapshot, type Look } from './enrol-camera.ts'
import { viewsTaken, type Strip } from './flow.ts'
import { Oval } from './oval.tsx'
import { calm, NO_HINT, type SteadyHint } from './steady-hint.ts'

export interface CameraTabProps {
  readonly enrolmentId: string
  readonly strip: Strip
  readonly keysOn: boolean
  readonly onVerdict: (verdict: PhotoVerdictJson, picture?: string) => void
}

export function CameraTab(props: CameraTabProps) {
  const t = useText(live)
  const { state, start, choices, chosen } = useOwnCamera()
  const notice = useLiveNotice()
  useEffect(() => {
    void start()
  }, [start])

  return (
    <div className="stack">
      {notice && <Banner tone="warning">{notice}</Banner>}
      {state.status === 'on' ? (
        <Guided {...props} stream={state.stream} />
      ) : (
        <Stage isEmpty={state.status === 'problem'}>
          {state.status === 'problem' ? (
            <CameraProblem problem={state.problem} onRetry={() => void start()} />
          ) : (
            <StageNote text={t('starting')} hint={t('allowHint')} />
          )}
        </Stage>
      )}
      {choices.length > 1 && chosen !== undefined && (
        <Select
          label={t('whichCamera')}
          value={chosen}
          onChange={id => void start(id)}
          options={choices.map(({ id, name }, i) => ({ value: id, text: name || t('cameraNumber', { number: i + 1 }) }))}
        />
      )}
    </div>
  )
}

function Guided({ enrolmentId, strip, keysOn, onVerdict, stream }: CameraTabProps & { readonly stream: MediaStream }) {
  const t = useText(register)
  const door = useLive()
  const video = useRef<HTMLVideoElement>(null)
  const camera = useRef<EnrolCamera>(undefined)
  const [ratio, setRatio] = useState<number>()
  const [hint, setHint] = useState<SteadyHint>(NO_HINT)
  const [flashes, setFlashes] = useState(0)
  const mirrored = isMirrored(stream)

  const hear = useEffectEvent((look: Look) => {
    setHint(before => calm(before, look.hint, performance.now()))
    const { taken } = look
    if (!taken) return
    setFlashes(count => count + 1)
    if (taken.kept || !video.current) onVerdict(taken)
    else
      void snapshot(video.current).then(picture => {
        onVerdict(taken, picture)
      })
  })
  useEffect(() => {
    if (!video.current) return
    video.current.srcObject = stream
    const created = new EnrolCamera(video.current, door.get(), enrolmentId, look => {
      hear(look)
    })
    camera.current = created
    return () => {
      created.stop()
      camera.current = undefined
    }
  }, [stream, enrolmentId, door])

  const take = () => camera.current?.take()
  useShortcuts({ s: take }, keysOn)
  const taken = viewsTaken(strip)

  return (
    <>
      <Stage ratio={ratio}>
        <CameraVideo ref={video} label={t('ovalHelp')} isMirrored={mirrored} onRatio={setRatio} />
        <Oval
          ratio={ratio ?? 16 / 9}
          taken={taken}
          isMirrored={mirrored}
          isGood={hint.shown === 'good' || hint.shown === 'enough'}
        />
        {flashes > 0 && <span key={flashes} className="flash" aria-hidden />}
        <p className="big-hint" role="status" data-hint={hint.shown}>
          {hint.shown && <span>{t(`hint_${hint.shown}`)}</span>}
        </p>
      </Stage>
      <div className="row take-row">
        <Button onPress={take}>
          <Aperture size={18} aria-hidden />
          {t('take')}
          <kbd>S</kbd>
        </Button>
      </div>
    </>
  )
}
