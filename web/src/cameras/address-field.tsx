// Where a camera is: an address of the network, a camera plugged into the server, or a file there.

import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Radios } from '../components/choices.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { EXAMPLES, type AddressKind } from './addresses.ts'

export interface AddressFieldProps {
  readonly kind: AddressKind
  readonly address: string
  readonly error: string | undefined
  readonly onKind: (kind: AddressKind) => void
  /** With a name to begin with, where there is one. */
  readonly onAddress: (address: string, name?: string) => void
}

export function AddressField({ kind, address, error, onKind, onAddress }: AddressFieldProps) {
  const t = useText(cameras)
  const field = { value: address, error, onChange: onAddress, autoComplete: 'off', spellCheck: 'false' } as const
  return (
    <Tabs<AddressKind>
      label={t('how')}
      selected={kind}
      onSelect={onKind}
      tabs={[
        {
          id: 'network',
          title: t('byAddress'),
          content: (
            <div className="stack">
              <Field {...field} label={t('address')} hint={t('addressHint')} placeholder="rtsp://" />
              <Examples onChoose={onAddress} />
            </div>
          ),
        },
        { id: 'device', title: t('byDevice'), content: <Devices address={address} error={error} onAddress={onAddress} /> },
        { id: 'file', title: t('byFile'), content: <Field {...field} label={t('file')} hint={t('fileHint')} /> },
      ]}
    />
  )
}

function Examples({ onChoose }: { readonly onChoose: (address: string) => void }) {
  const t = useText(cameras)
  return (
    <details className="examples">
      <summary>{t('examples')}</summary>
      <p className="soft small">{t('examplesHint')}</p>
      <ul>
        {EXAMPLES.map(({ maker, address }) => (
          <li key={maker}>
            <Button
              className="example"
              aria-label={t('useExample', { maker })}
              onPress={() => {
                onChoose(address)
              }}
            >
              <span>{maker}</span>
              <code className="soft">{address}</code>
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Devices({ address, error, onAddress }: Pick<AddressFieldProps, 'address' | 'error' | 'onAddress'>) {
  const t = useText(cameras)
  const { data, error: failure, isFetching, refetch } = useQuery({ ...ask('GET /cameras/devices'), staleTime: 0 })
  const again = (
    <Button isPending={isFetching} onPress={() => void refetch()}>
      <RefreshCw size={16} aria-hidden />
      {t('devicesAgain')}
    </Button>
  )
  if (failure) return <ErrorNotice error={failure} onRetry={() => void refetch()} />
  if (!data) return <p className="soft">{t('devicesLoading')}</p>
  if (data.length === 0)
    return (
      <div className="stack">
        <p>{t('devicesNone')}</p>
        <div>{again}</div>
      </div>
    )
  return (
    <div className="stack">
      <Radios
        label={t('device')}
        value={address}
        options={data.map(device => ({ value: device.address, text: device.name, hint: device.address }))}
        onChange={chosen => {
          onAddress(chosen, data.find(device => device.address === chosen)?.name)
        }}
      />
      {error !== undefined && <p className="device-error small">{error}</p>}
      <div>{again}</div>
    </div>
  )
}
