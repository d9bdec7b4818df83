// Of a door: where faces are seen, who may go through and when, what they show beside their faces.

import { useQuery } from '@tanstack/react-query'
import { WEEK, type TimeWindow } from '../alerts/times.ts'
import { WindowRows } from '../alerts/window-rows.tsx'
import { ask } from '../api.ts'
import { LinkButton } from '../components/button.tsx'
import { Checks, Radios } from '../components/choices.tsx'
import { Banner } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'
import { CHALLENGES, COLOURS, FACTORS, type DoorDraft, type DoorProblem } from './door-draft.ts'

const OFFICE: TimeWindow = { days: WEEK.slice(0, 5), from: '08:00', to: '18:00' }

export interface DoorFieldsProps {
  readonly draft: DoorDraft
  /** Empty until it was tried to save. */
  readonly problems: ReadonlySet<DoorProblem>
  readonly onChange: (change: Partial<DoorDraft>) => void
}

const EVERYWHERE = ''

export function SourceFields({ draft: { sourceKind, cameraId, zone }, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  const { data: cameras = [] } = useQuery(ask('GET /cameras'))
  const zones = cameras.find(({ id }) => id === cameraId)?.settings.zones ?? []
  return (
    <div className="stack-close">
      <Radios
        label={t('source')}
        options={(['kiosk', 'camera'] as const).map(value => ({
          value,
          text: t(`source_${value}`),
          hint: t(`source_${value}_hint`),
        }))}
        value={sourceKind}
        onChange={sourceKind => {
          onChange({ sourceKind })
        }}
      />
      {sourceKind === 'camera' && (
        <div className="indented stack-close">
          {cameras.length === 0 ? (
            <p className="soft small">{t('noCameras')}</p>
          ) : (
            <Select
              label={t('camera')}
              options={cameras.map(({ id, name }) => ({ value: id, text: name }))}
              value={cameraId ?? ''}
              onChange={cameraId => {
                onChange({ cameraId, zone: undefined })
              }}
            />
          )}
          {zones.length > 0 && (
            <Select
              label={t('zone')}
              options={[
                { value: EVERYWHERE, text: t('zoneAnywhere') },
                ...zones.map(({ name }) => ({ value: name, text: name })),
              ]}
              hint={t('zoneHint')}
              value={zone ?? EVERYWHERE}
              onChange={zone => {
                onChange({ zone: zone === EVERYWHERE ? undefined : zone })
              }}
            />
          )}
          {problems.has('noCamera') && <Wrong text={t('noCamera')} />}
        </div>
      )}
    </div>
  )
}

export function WhoFields({ draft: { whoKind, groupIds, hours }, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  const { data: groups } = useQuery(ask('GET /groups'))
  return (
    <>
      <div className="stack-close">
        <Radios
          label={t('who')}
          options={[
            { value: 'groups', text: t('who_groups'), hint: t('who_groups_hint') },
            { value: 'everybody', text: t('who_everybody') },
          ]}
          value={whoKind}
          onChange={whoKind => {
            onChange({ whoKind })
          }}
        />
        {whoKind === 'groups' &&
          (groups?.length === 0 ? (
            <div className="indented stack-close">
              <p className="soft small">{t('noGroups')}</p>
              <div>
                <LinkButton to="/groups">{t('toGroups')}</LinkButton>
              </div>
              {problems.has('noGroup') && <Wrong text={t('noGroup')} />}
            </div>
          ) : (
            <div className="indented">
              <Checks
                label={t('who_groups')}
                options={(groups ?? []).map(({ id, name }) => ({ value: id, text: name }))}
                value={groupIds}
                error={problems.has('noGroup') ? t('noGroup') : undefined}
                onChange={groupIds => {
                  onChange({ groupIds })
                }}
              />
            </div>
          ))}
      </div>
      <div className="stack-close">
        <Switch
          label={t('limited')}
          hint={t('limitedHint')}
          isSelected={hours.length > 0}
          onChange={isOn => {
            onChange({ hours: isOn ? [OFFICE] : [] })
          }}
        />
        {hours.length > 0 && (
          <WindowRows
            windows={hours}
            first={OFFICE}
            error={problems.has('badHours') ? t('badHours') : undefined}
            onChange={hours => {
              onChange({ hours })
            }}
          />
        )}
      </div>
    </>
  )
}

/** Movements and colours need a screen beside the door. */
export function ChallengeFields({ draft: { challenge, colours }, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  return (
    <>
      <div className="stack-close">
        <Radios
          label={t('challenge')}
          options={CHALLENGES.map(value => ({ value, text: t(`challenge_${value}`), hint: t(`challenge_${value}_hint`) }))}
          value={challenge}
          onChange={challenge => {
            onChange({ challenge })
          }}
        />
        {challenge === 'never' && <Banner tone="warning">{t('challengeWarning')}</Banner>}
      </div>
      {challenge !== 'never' && (
        <Select
          label={t('colours')}
          options={COLOURS.map(value => ({ value, text: t(`colours_${value}`) }))}
          hint={t('coloursHint')}
          value={colours}
          onChange={colours => {
            onChange({ colours })
          }}
        />
      )}
    </>
  )
}

export function FactorFields({ draft: { sourceKind, factors }, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  return (
    <div className="stack-close">
      <Checks
        label={t('factors')}
        options={FACTORS.map(value => ({ value, text: t(`factor_${value}`), hint: t(`factor_${value}_hint`) }))}
        value={factors}
        onChange={factors => {
          onChange({ factors })
        }}
      />
      {sourceKind === 'camera' && factors.length > 0 && <p className="soft small">{t('readerHint')}</p>}
    </div>
  )
}

const Wrong = ({ text }: { readonly text: string }) => (
  <p className="window-error small" role="alert">
    {text}
  </p>
)
