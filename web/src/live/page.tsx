// The live screen: a camera of this device or of the server, the faces in it, and who is here now.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Play, Square, UserPlus, Video } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { ask, refresh, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { Banner, EmptyState } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { SiteBanner, ThresholdLine } from '../decisions/threshold-note.tsx'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import { CameraProblem } from './camera-problem.tsx'
import { HereNow } from './here-now.tsx'
import './live.css'
import { useLiveNews, useLiveNotice } from './live-provider.tsx'
import { OwnCameraView } from './own-camera-view.tsx'
import { ServerCameraView } from './server-camera-view.tsx'
import { useShortcuts, useShortcutsOn } from './shortcuts.ts'
import { Stage, StageNote } from './stage.tsx'
import { useOwnCamera, type OwnCamera } from './use-own-camera.ts'
import { usePresence } from './use-presence.ts'

const OWN = 'own'

export default function LivePage() {
  const t = useText(live)
  const [, navigate] = useLocation()
  const [search, setSearch] = useSearchParams()
  const camera = useOwnCamera()
  const mayRegister = useRole('operator')
  const { data: cameras = [] } = useQuery(ask('GET /cameras'))
  const { data: people } = useQuery(ask('GET /people', { query: { limit: 1 } }))
  const [keysOn, setKeysOn] = useShortcutsOn()
  const { present, announcement, hear, clear } = usePresence()
  const canvas = useRef<HTMLCanvasElement>(null)
  const notice = useLiveNotice()

  // “See it live” after registering asks for the camera at once.
  const isAsked = search.has('start')
  const watched = cameras.find(({ id }) => id === search.get('camera'))
  const isOn = camera.state.status === 'on' || camera.state.status === 'opening'
  const isRunning = watched !== undefined || camera.state.status === 'on'
  const { start, stop } = camera

  const choose = (source: string) => {
    stop()
    clear()
    setSearch(source === OWN ? {} : { camera: source }, { replace: true })
  }
  const toggle = () => {
    if (watched) return
    if (isOn) {
      stop()
      clear()
    } else void start()
  }
  const register = useCallback(() => {
    if (mayRegister) navigate('/register')
  }, [mayRegister, navigate])
  // Of somebody seen by a camera of the server the timeline has the best shot, and registers from it.
  const registerUnknown = () => {
    if (watched) navigate(`/timeline?camera=${encodeURIComponent(watched.id)}&outcome=unknown`)
    else register()
  }
  useShortcuts({ ' ': toggle, r: register }, keysOn)

  const client = useQueryClient()
  useLiveNews(news => {
    if (news.type === 'people') void refresh(client, ['GET /people', 'GET /operating-point'])
  })

  useEffect(() => {
    if (isAsked) void start()
  }, [isAsked, start])

  const isNobodyKnown = people?.total === 0
  return (
    <Page
      title={t('title')}
      width="full"
      actions={
        <div className="live-actions">
          {cameras.length > 0 && (
            <Select
              label={t('source')}
              hideLabel
              value={watched?.id ?? OWN}
              onChange={choose}
              options={[{ value: OWN, text: t('ownCamera') }, ...cameras.map(({ id, name }) => ({ value: id, text: name }))]}
            />
          )}
          {!watched && <OwnControls camera={camera} isFocused={!isAsked} onStop={toggle} />}
        </div>
      }
    >
      <div className="live">
        <div className="live-picture">
          {notice && <Banner tone="warning">{notice}</Banner>}
          <SiteBanner />
          {watched ? (
            <ServerCameraView key={watched.id} camera={watched} onFaces={hear} canvas={canvas} />
          ) : (
            <OwnStage camera={camera} onFaces={hear} isNobodyKnown={isNobodyKnown && mayRegister} />
          )}
        </div>
        <div className="live-side">
          <HereNow
            present={present}
            announcement={announcement}
            isRunning={isRunning}
            onRegister={mayRegister ? registerUnknown : undefined}
          />
          {isNobodyKnown && mayRegister && isRunning && (
            <div className="card stack">
              <h2>{t('nobodyTitle')}</h2>
              <p className="soft">{t('nobodyText')}</p>
              <div>
                <LinkButton to="/register" tone="primary">
                  {t('registerYourself')}
                </LinkButton>
              </div>
            </div>
          )}
          <div className="live-foot">
            {mayRegister && !isNobodyKnown && (
              <LinkButton to="/register">
                <UserPlus size={16} aria-hidden />
                {t('registerSomebody')}
              </LinkButton>
            )}
            <div className="wide-only">
              <Switch label={t('keys')} isSelected={keysOn} onChange={setKeysOn} />
            </div>
            <LivenessLine />
            <ThresholdLine />
          </div>
        </div>
      </div>
    </Page>
  )
}

/** Whether names here mean people, or pictures of them as well. */
function LivenessLine() {
  const t = useText(live)
  const { data } = useQuery(ask('GET /settings'))
  return data ? <p className="soft small">{t(`liveness_${data.liveness}`)}</p> : null
}

/** While it is off, the place of the picture says how to start it. */
function OwnControls({
  camera,
  isFocused,
  onStop,
}: {
  readonly camera: OwnCamera
  readonly isFocused: boolean
  readonly onStop: () => void
}) {
  const t = useText(live)
  const { state, choices, chosen, start } = camera
  if (state.status !== 'on' && state.status !== 'opening') return null
  return (
    <>
      {choices.length > 1 && chosen !== undefined && (
        <Select
          label={t('whichCamera')}
          hideLabel
          value={chosen}
          onChange={id => void start(id)}
          options={choices.map(({ id, name }, i) => ({ value: id, text: name || t('cameraNumber', { number: i + 1 }) }))}
        />
      )}
      <Button autoFocus={isFocused} onPress={onStop}>
        <Square size={16} aria-hidden />
        {t('stop')}
      </Button>
    </>
  )
}

interface OwnStageProps {
  readonly camera: OwnCamera
  readonly onFaces: React.ComponentProps<typeof OwnCameraView>['onFaces']
  readonly isNobodyKnown: boolean
}

function OwnStage({ camera: { state, start, wasOn }, onFaces, isNobodyKnown }: OwnStageProps) {
  const t = useText(live)
  if (state.status === 'on') return <OwnCameraView stream={state.stream} onFaces={onFaces} />
  if (state.status === 'opening') {
    return (
      <Stage>
        <StageNote text={t('starting')} hint={t('allowHint')} />
      </Stage>
    )
  }
  return (
    <Stage isEmpty>
      {state.status === 'problem' ? (
        <CameraProblem problem={state.problem} onRetry={() => void start()} />
      ) : (
        <EmptyState
          icon={isNobodyKnown ? UserPlus : Video}
          title={t(isNobodyKnown ? 'nobodyTitle' : 'readyTitle')}
          text={t(isNobodyKnown ? 'nobodyText' : 'readyText')}
        >
          {isNobodyKnown && (
            <LinkButton to="/register" tone="primary">
              <UserPlus size={16} aria-hidden />
              {t('registerYourself')}
            </LinkButton>
          )}
          <Button tone={isNobodyKnown ? 'plain' : 'primary'} autoFocus={wasOn} onPress={() => void start()}>
            <Play size={16} aria-hidden />
            {t('start')}
          </Button>
        </EmptyState>
      )}
    </Stage>
  )
}
