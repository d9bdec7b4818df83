// One door: what it asks for, how it stands, and what can be done with it.

import { CircleAlert, CircleCheck, LockOpen, MonitorSmartphone, Pencil, Send, Trash2, TriangleAlert } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import type { DoorJson } from '../../../src/client.ts'
import { useTimes } from '../alerts/times.ts'
import { ask, useChange } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Switch } from '../components/switch.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'
import { turned } from './door-draft.ts'
import { DoorCamera, DoorState } from './door-state.tsx'

export interface DoorRowProps {
  readonly door: DoorJson
  /** An administrator: changes, tests, makes links. */
  readonly mayChange: boolean
  readonly onChange: () => void
  readonly onDelete: () => void
  readonly onKiosk: () => void
}

export function DoorRow({ door, mayChange, onChange, onDelete, onKiosk }: DoorRowProps) {
  const t = useText(doors)
  const toast = useToast()
  const say = useErrorText()
  const replace = useChange('PUT /doors/:doorId', ['GET /doors'])
  const unlock = useChange('POST /doors/:doorId/unlock', ['GET /doors'])
  const test = useChange('POST /doors/:doorId/test', ['GET /doors'])
  const { id, name, opener, source, warnings, lock } = door
  const params = { doorId: id }
  const onError = (error: Error) => {
    toast({ text: say(error) })
  }
  const enabled = replace.isPending ? (replace.variables.body.enabled ?? true) : door.enabled
  return (
    <li className="card door" data-off={!enabled || undefined}>
      <div className="door-head">
        <h2>{name}</h2>
        <DoorState door={door} />
        {mayChange && (
          <Switch
            label={t('on', { name })}
            hideLabel
            isSelected={enabled}
            onChange={enabled => {
              replace.mutate({ params, body: turned(door, enabled) }, { onError })
            }}
          />
        )}
      </div>
      {source.kind === 'camera' && <DoorCamera cameraId={source.cameraId} />}
      <Policy door={door} />
      {warnings.map(warning => (
        <p key={warning} className="door-warning small">
          <TriangleAlert size={16} aria-hidden />
          {t(`warning_${warning}`)}
        </p>
      ))}
      <div role="status">
        {test.data && (
          <p className="door-test small" data-ok={test.data.ok}>
            {test.data.ok ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
            {test.data.ok ? (
              t('tested')
            ) : (
              <span>
                {t('testFailed')} <span lang="en">{test.data.message}</span>
              </span>
            )}
          </p>
        )}
      </div>
      <div className="row">
        {(lock.locked || lock.pausedUntil !== null) && (
          <Button
            tone="primary"
            aria-label={t('unlockOf', { name })}
            isPending={unlock.isPending}
            onPress={() => {
              const onSuccess = () => {
                toast({ text: t('unlocked', { name }) })
              }
              unlock.mutate({ params }, { onSuccess, onError })
            }}
          >
            <LockOpen size={16} aria-hidden />
            {t('unlock')}
          </Button>
        )}
        {mayChange && source.kind === 'kiosk' && (
          <Button aria-label={t('kioskOf', { name })} onPress={onKiosk}>
            <MonitorSmartphone size={16} aria-hidden />
            {t('kiosk')}
          </Button>
        )}
        {mayChange && opener.kind !== 'none' && (
          <Button
            aria-label={t('testOf', { name })}
            isPending={test.isPending}
            onPress={() => {
              test.mutate({ params }, { onError })
            }}
          >
            <Send size={16} aria-hidden />
            {t('test')}
          </Button>
        )}
        {mayChange && (
          <>
            <IconButton label={t('edit', { name })} onPress={onChange}>
              <Pencil size={18} aria-hidden />
            </IconButton>
            <IconButton label={t('remove', { name })} onPress={onDelete}>
              <Trash2 size={18} aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </li>
  )
}

/** Who, when, and what is asked for, in a line. */
function Policy({ door: { policy, source } }: { readonly door: DoorJson }) {
  const t = useText(doors)
  const times = useTimes()
  const format = useFormat()
  const { data: groups = [] } = useQuery(ask('GET /groups'))
  const { who, hours, factors, challenge, twoPeople, antiPassback } = policy
  const names = who.kind === 'groups' ? who.groupIds.map(id => groups.find(group => group.id === id)?.name ?? t('groupGone')) : []
  const lines = [
    who.kind === 'everybody' ? t('who_everybody') : format.list(names),
    hours.length === 0 ? t('always') : times.windows(hours),
    source.kind === 'kiosk' && challenge !== 'never' ? t(`asks_${challenge}`) : t('asks_never'),
    ...(factors.length > 0 ? [t('asks_factors', { factors: format.list(factors.map(kind => t(`factor_${kind}`))) })] : []),
    ...(twoPeople ? [t('twoPeople')] : []),
    ...(antiPassback === 'off' ? [] : [t(`asks_${antiPassback}`)]),
  ]
  return <p className="door-policy soft small">{lines.join(' · ')}</p>
}
