// Adding a camera: where it is, a test that shows what it sees, a name.

import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, ApiError, refresh } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { common } from '../i18n/parts/common.ts'
import { AddressField } from './address-field.tsx'
import { problemOfAddress, suggestedName, type AddressKind, type AddressProblem } from './addresses.ts'
import { TestResult } from './test-result.tsx'
import { useCameraTest } from './use-camera-test.ts'

export function AddCameraDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(cameras)
  const words = useText(common)
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const [, navigate] = useLocation()
  const { state, test, forget } = useCameraTest()
  const [kind, setKind] = useState<AddressKind>('network')
  const [address, setAddress] = useState('')
  const [name, setName] = useState('')
  /** Given by us and not changed: the next address gives another. */
  const [suggested, setSuggested] = useState('')
  const [problem, setProblem] = useState<AddressProblem>()
  const [nameError, setNameError] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  const works = state.status === 'works'

  const change = (to: string, named?: string) => {
    setAddress(to)
    if (named !== undefined) setName(named)
    setProblem(undefined)
    forget()
  }
  const checked = (): string | undefined => {
    const found = problemOfAddress(address, kind)
    setProblem(found)
    return found ? undefined : address.trim()
  }
  const tryIt = () => {
    const to = checked()
    if (to === undefined) return
    if (name === '' || name === suggested) {
      setName(suggestedName(to))
      setSuggested(suggestedName(to))
    }
    void test(to)
  }
  const save = async () => {
    const to = checked()
    setNameError(name.trim() === '' ? t('nameMissing') : undefined)
    if (to === undefined || name.trim() === '') return
    setSaving(true)
    try {
      const camera = await api('POST /cameras', { body: { name: name.trim(), address: to } })
      await refresh(client, ['GET /cameras'])
      toast({ text: t('added', { name: camera.name }) })
      navigate(`/cameras/${camera.id}`)
    } catch (error) {
      setNameError(error instanceof ApiError && error.code === 'name_taken' ? t('nameTaken') : say(error))
      setSaving(false)
    }
  }

  return (
    <Dialog
      title={t('add')}
      isOpen
      isWide
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words('cancel')}</Button>
          {!works && (
            <Button isPending={isSaving} onPress={() => void save()}>
              {t('saveUntested')}
            </Button>
          )}
          {works ? (
            <Button tone="primary" isPending={isSaving} onPress={() => void save()}>
              {words('save')}
            </Button>
          ) : (
            <Button tone="primary" isPending={state.status === 'trying'} onPress={tryIt}>
              {t(state.status === 'fails' ? 'testAgain' : 'test')}
            </Button>
          )}
        </>
      }
    >
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
      <Field
        label={t('name')}
        hint={t('nameHint')}
        value={name}
        maxLength={200}
        autoComplete="off"
        error={nameError}
        onChange={to => {
          setName(to)
          setNameError(undefined)
        }}
      />
    </Dialog>
  )
}
