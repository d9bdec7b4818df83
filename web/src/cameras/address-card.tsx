// A camera's address without its password, and a way to give it another, tried before it is saved.

import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { common } from '../i18n/parts/common.ts'
import { AddressField } from './address-field.tsx'
import { kindOf, problemOfAddress, type AddressProblem } from './addresses.ts'
import { TestResult } from './test-result.tsx'
import { useCameraTest } from './use-camera-test.ts'

export interface AddressCardProps {
  readonly address: string
  /** Says whether it was saved. Undefined: this reader may only look. */
  readonly onChange: ((address: string) => Promise<boolean>) | undefined
}

export function AddressCard({ address, onChange }: AddressCardProps) {
  const t = useText(cameras)
  const [isChanging, setChanging] = useState(false)
  return (
    <section className="card stack" aria-labelledby="address-title">
      <h2 id="address-title">{t('address')}</h2>
      <p className="mono address">{address}</p>
      {onChange && (
        <div>
          <Button
            onPress={() => {
              setChanging(true)
            }}
          >
            {t('changeAddress')}
          </Button>
        </div>
      )}
      {isChanging && onChange && (
        <ChangeDialog
          before={address}
          onChange={onChange}
          onClose={() => {
            setChanging(false)
          }}
        />
      )}
    </section>
  )
}

interface ChangeDialogProps {
  readonly before: string
  readonly onChange: (address: string) => Promise<boolean>
  readonly onClose: () => void
}

function ChangeDialog({ before, onChange, onClose }: ChangeDialogProps) {
  const t = useText(cameras)
  const words = useText(common)
  const { state, test, forget } = useCameraTest()
  const [kind, setKind] = useState(() => kindOf(before))
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<AddressProblem>()
  const [isSaving, setSaving] = useState(false)

  const change = (to: string) => {
    setAddress(to)
    setProblem(undefined)
    forget()
  }
  const withAddress = (then: (address: string) => Promise<void>) => {
    const found = problemOfAddress(address, kind)
    setProblem(found)
    if (!found) void then(address.trim())
  }
  const save = async (to: string) => {
    setSaving(true)
    const isDone = await onChange(to)
    setSaving(false)
    if (isDone) onClose()
  }
  return (
    <Dialog
      title={t('changeAddress')}
      isOpen
      isWide
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words('cancel')}</Button>
          <Button
            isPending={state.status === 'trying'}
            onPress={() => {
              withAddress(test)
            }}
          >
            {t(state.status === 'fails' ? 'testAgain' : 'test')}
          </Button>
          <Button
            tone="primary"
            isPending={isSaving}
            onPress={() => {
              withAddress(save)
            }}
          >
            {words('save')}
          </Button>
        </>
      }
    >
      <p className="soft">{t('changeAddressHint')}</p>
      <AddressField
        kind={kind}
        address={address}
        error={problem && t(`problem_${problem}`)}
        onKind={to => {
          setKind(to)
          change('')
        }}
        onAddress={change}
      />
      <TestResult state={state} />
    </Dialog>
  )
}
