// A browser beside a door, and nothing of the rest of the page: who may stand here, and the camera.

import { useQuery } from '@tanstack/react-query'
import { DoorClosed } from 'lucide-react'
import { useEffect, useState } from 'react'
import { sessionQuery } from '../api.ts'
import { EmptyState } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'
import { live } from '../i18n/parts/live.ts'
import { CameraProblem } from '../live/camera-problem.tsx'
import { useOwnCamera } from '../live/use-own-camera.ts'
import { KioskScreen } from './kiosk-screen.tsx'
import type { DoorPlace } from './use-door.ts'
import { useAwake } from './use-awake.ts'
import { useSounds } from './use-sounds.ts'
import './kiosk.css'

/** A camera that is away or taken is looked for again so often; nobody stands by to press a button. */
const RETRY_MS = 10_000

export default function KioskPage({ doorId }: { readonly doorId: string }) {
  const t = useText(kiosk)
  // Behind #, which browsers never send: it reaches the server as a key only. It stays there for the next start.
  const [key] = useState(() => location.hash.slice(1) || undefined)
  const { data: session } = useQuery({ ...sessionQuery, enabled: key === undefined })
  useEffect(() => {
    document.title = t('title')
  }, [t])
  if (key === undefined && session === undefined) return null
  return (
    <main className="kiosk">
      <h1 className="hidden">{t('title')}</h1>
      {key === undefined && session?.account.role !== 'admin' ? (
        <EmptyState icon={DoorClosed} title={t('noKey')} text={t('turnedAwayMore')} />
      ) : (
        <WithCamera place={{ doorId, key }} />
      )}
    </main>
  )
}

function WithCamera({ place: { doorId, key } }: { readonly place: DoorPlace }) {
  const t = useText(live)
  const { state, start } = useOwnCamera()
  const sounds = useSounds()
  useAwake()
  useEffect(() => {
    void start()
  }, [start])
  const isAway = state.status === 'problem' && state.problem !== 'insecure'
  useEffect(() => {
    if (!isAway) return
    const timer = setTimeout(() => void start(), RETRY_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [isAway, start])
  if (state.status === 'on') return <KioskScreen place={{ doorId, key }} stream={state.stream} sounds={sounds} />
  if (state.status === 'problem') return <CameraProblem problem={state.problem} onRetry={() => void start()} />
  return (
    <div className="kiosk-note" role="status">
      <p>{t('starting')}</p>
      <p className="soft">{t('allowHint')}</p>
    </div>
  )
}
