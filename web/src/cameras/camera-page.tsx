// One camera: what it sees, its zones, lines and smallest face drawn on the picture, its settings, its figures.

import { useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Clock, Trash2, VideoOff } from 'lucide-react'
import { Link } from 'wouter'
import type { CameraJson } from '../../../src/client.ts'
import { api, ApiError, ask, refresh, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton, useErrorText } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { Switch } from '../components/switch.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { common } from '../i18n/parts/common.ts'
import { AddressCard } from './address-card.tsx'
import { CameraFigures } from './camera-figures.tsx'
import { ratioOf } from './camera-state.ts'
import { CameraStage } from './camera-stage.tsx'
import { DeleteCameraDialog } from './delete-camera-dialog.tsx'
import { FaceSquare } from './face-square.tsx'
import { LineCanvas } from './line-canvas.tsx'
import { LineList } from './line-list.tsx'
import { SettingsForm } from './settings-form.tsx'
import { StateBadge } from './state-badge.tsx'
import { useDraft } from './use-draft.ts'
import { ZoneCanvas } from './zone-canvas.tsx'
import { ZoneList } from './zone-list.tsx'
import { useWhy } from './use-why.ts'

const ASK_AGAIN_MS = 2000

export function CameraPage({ cameraId }: { readonly cameraId: string }) {
  const t = useText(cameras)
  const { data, error, refetch } = useQuery({
    ...ask('GET /cameras/:cameraId', { params: { cameraId } }),
    refetchInterval: query => (query.state.error ? false : ASK_AGAIN_MS),
  })
  if (error instanceof ApiError && error.code === 'camera_not_found')
    return (
      <Page title={t('title')}>
        <EmptyState icon={VideoOff} title={t('goneTitle')} text={t('gone')}>
          <LinkButton to="/cameras">{t('allCameras')}</LinkButton>
        </EmptyState>
      </Page>
    )
  if (!data)
    return (
      <Page title={t('title')}>
        {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Skeleton height={420} />}
      </Page>
    )
  return <Loaded camera={data} />
}

function Loaded({ camera }: { readonly camera: CameraJson }) {
  const t = useText(cameras)
  const words = useText(common)
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const mayChange = useRole('admin')
  const draft = useDraft(camera)
  const [isDeleting, setDeleting] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [nameError, setNameError] = useState<string>()
  const { data: point } = useQuery(ask('GET /operating-point'))
  const { width, height } = camera.state
  const ratio = ratioOf(camera.state)
  const reason = useWhy()(camera.state.state, camera.state.reason)
  const params = { cameraId: camera.id }

  const change = async (body: Parameters<typeof patch>[0]): Promise<boolean> => {
    try {
      client.setQueryData(ask('GET /cameras/:cameraId', { params }).queryKey, await patch(body))
      await refresh(client, ['GET /cameras'])
      return true
    } catch (error) {
      if (error instanceof ApiError && error.code === 'name_taken') setNameError(t('nameTaken'))
      else toast({ text: say(error) })
      return false
    }
  }
  const patch = (body: { name?: string; enabled?: boolean; address?: string; settings?: CameraJson['settings'] }) =>
    api('PATCH /cameras/:cameraId', { params, body })
  const save = async () => {
    const name = draft.name.trim()
    setNameError(name === '' ? t('nameMissing') : undefined)
    if (name === '') return
    const place = draft.settings.place?.trim() ?? ''
    setSaving(true)
    const isDone = await change({
      ...(name !== camera.name && { name }),
      settings: { ...draft.settings, place: place === '' ? null : place },
    })
    setSaving(false)
    if (!isDone) return
    draft.discard()
    toast({ text: t('saved', { name }) })
  }

  return (
    <Page
      title={camera.name}
      width="full"
      actions={
        <LinkButton to={`/timeline?camera=${encodeURIComponent(camera.id)}`}>
          <Clock size={18} aria-hidden />
          {t('seeEvents')}
        </LinkButton>
      }
    >
      <p className="camera-back">
        <Link href="/cameras" className="row">
          <ArrowLeft size={16} aria-hidden />
          {t('allCameras')}
        </Link>
      </p>
      <div className="camera-page">
        <div className="camera-main">
          <CameraStage camera={camera}>
            <ZoneCanvas drawing={draft.zones} onStep={mayChange ? draft.stepZones : undefined} />
            <LineCanvas
              drawing={draft.lines}
              ratio={ratio}
              isBehind={draft.zones.zone !== undefined}
              onStep={mayChange ? draft.stepLines : undefined}
            />
            {width !== null && height !== null && draft.settings.minFacePx > 0 && (
              <FaceSquare
                px={draft.settings.minFacePx}
                frame={{ width, height }}
                onChange={
                  mayChange
                    ? minFacePx => {
                        draft.change({ minFacePx })
                      }
                    : undefined
                }
              />
            )}
          </CameraStage>
          <section className="card stack">
            <div className="row">
              <StateBadge state={camera.state.state} />
              {reason !== undefined && <span className="camera-reason small">{reason}</span>}
            </div>
            <CameraFigures state={camera.state} isFull />
          </section>
        </div>
        <div className="camera-side">
          {!mayChange && <p className="soft small">{words('needsAdmin')}</p>}
          <section className="card">
            <Switch
              label={t('enabled')}
              hint={t('enabledHint')}
              isSelected={camera.enabled}
              isDisabled={!mayChange}
              onChange={enabled => void change({ enabled })}
            />
          </section>
          <ZoneList drawing={draft.zones} onStep={mayChange ? draft.stepZones : undefined} />
          <LineList drawing={draft.lines} ratio={ratio} onStep={mayChange ? draft.stepLines : undefined} />
          <SettingsForm
            name={draft.name}
            nameError={nameError}
            settings={draft.settings}
            commonThreshold={point?.threshold}
            mayChange={mayChange}
            onName={name => {
              draft.setName(name)
              setNameError(undefined)
            }}
            onSettings={draft.change}
          />
          <AddressCard address={camera.address} onChange={mayChange ? address => change({ address }) : undefined} />
          {mayChange && (
            <div>
              <Button
                tone="quiet"
                className="delete-camera"
                onPress={() => {
                  setDeleting(true)
                }}
              >
                <Trash2 size={18} aria-hidden />
                {t('delete')}
              </Button>
            </div>
          )}
        </div>
      </div>
      {draft.isChanged && (
        <div className="save-bar" role="region" aria-label={t('changed')}>
          <p>{draft.isSound ? t('changed') : t('unsound')}</p>
          <div className="row">
            <Button onPress={draft.discard}>{t('discard')}</Button>
            <Button tone="primary" isDisabled={!draft.isSound} isPending={isSaving} onPress={() => void save()}>
              {words('save')}
            </Button>
          </div>
        </div>
      )}
      {isDeleting && (
        <DeleteCameraDialog
          camera={camera}
          onClose={() => {
            setDeleting(false)
          }}
        />
      )}
    </Page>
  )
}
