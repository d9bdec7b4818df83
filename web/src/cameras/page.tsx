// All cameras of the server, or the one of the address.

import { useQuery } from '@tanstack/react-query'
import { Camera, Plus } from 'lucide-react'
import { useState } from 'react'
import { useParams } from 'wouter'
import { ask, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useLanguage, useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { AddCameraDialog } from './add-camera-dialog.tsx'
import { CameraCard } from './camera-card.tsx'
import { CameraPage } from './camera-page.tsx'
import { byUrgency } from './camera-state.ts'
import './cameras.css'

/** States change by themselves. */
const ASK_AGAIN_MS = 2000

export default function CamerasPage() {
  const { cameraId } = useParams()
  return cameraId === undefined ? <AllCameras /> : <CameraPage key={cameraId} cameraId={cameraId} />
}

function AllCameras() {
  const t = useText(cameras)
  const { locale } = useLanguage()
  const mayChange = useRole('admin')
  const [isAdding, setAdding] = useState(false)
  const { data, error, refetch } = useQuery({ ...ask('GET /cameras'), refetchInterval: ASK_AGAIN_MS })
  const add = mayChange && (
    <Button
      tone="primary"
      onPress={() => {
        setAdding(true)
      }}
    >
      <Plus size={18} aria-hidden />
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} width="full" actions={data && data.length > 0 && add}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && (
        <EmptyState icon={Camera} title={t('emptyTitle')} text={mayChange ? t('empty') : t('emptyViewer')}>
          {add}
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className="camera-list">
          {byUrgency(data, locale).map(camera => (
            <CameraCard key={camera.id} camera={camera} />
          ))}
        </ul>
      )}
      {isAdding && (
        <AddCameraDialog
          onClose={() => {
            setAdding(false)
          }}
        />
      )}
    </Page>
  )
}

const Loading = () => (
  <div className="camera-list">
    <Skeleton height={320} />
    <Skeleton height={320} />
  </div>
)
