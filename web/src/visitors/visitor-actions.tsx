// What can be done about one visitor: name, ignore, join with another, forget.

import { EyeOff, Eye, Ellipsis, Merge, Trash2, UserCheck } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { VisitorJson } from '../../../src/client.ts'
import { api } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { Menu, MenuItem } from '../components/menu.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { MergeIntoDialog } from './merge-into-dialog.tsx'
import { NameVisitorDialog } from './name-visitor-dialog.tsx'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName } from './visitor-face.tsx'

export function VisitorActions({ visitor }: { readonly visitor: VisitorJson }) {
  const t = useText(visitors)
  const name = useVisitorName()(visitor)
  const [doing, setDoing] = useState<'name' | 'merge' | 'forget'>()
  const { change, isBusy } = useVisitorChanges()
  const close = () => {
    setDoing(undefined)
  }
  const isIgnored = visitor.state === 'ignored'
  const setState = () =>
    change(
      () =>
        api('PUT /visitors/:visitorId/state', {
          params: { visitorId: visitor.id },
          body: { state: isIgnored ? 'active' : 'ignored' },
        }),
      { say: () => t(isIgnored ? 'shown' : 'ignored', { name }) },
    )
  return (
    <div className="row person-actions visitor-actions">
      <Button
        tone="primary"
        onPress={() => {
          setDoing('name')
        }}
      >
        <UserCheck size={18} aria-hidden />
        {t('name')}
      </Button>
      <Button isPending={isBusy} onPress={() => void setState()}>
        {isIgnored ? <Eye size={18} aria-hidden /> : <EyeOff size={18} aria-hidden />}
        {t(isIgnored ? 'showAgain' : 'ignore')}
      </Button>
      <Menu
        label={t('more')}
        trigger={
          <IconButton label={t('more')}>
            <Ellipsis size={20} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<Merge size={16} aria-hidden />}
          text={t('mergeInto')}
          onAction={() => {
            setDoing('merge')
          }}
        />
        <MenuItem
          icon={<Trash2 size={16} aria-hidden />}
          text={t('forget')}
          isDanger
          onAction={() => {
            setDoing('forget')
          }}
        />
      </Menu>
      {doing === 'name' && <NameVisitorDialog visitor={visitor} onClose={close} />}
      {doing === 'merge' && <MergeIntoDialog visitor={visitor} onClose={close} />}
      {doing === 'forget' && <ForgetDialog visitor={visitor} onClose={close} />}
    </div>
  )
}

function ForgetDialog({ visitor, onClose }: { readonly visitor: VisitorJson; readonly onClose: () => void }) {
  const t = useText(visitors)
  const toast = useToast()
  const [, navigate] = useLocation()
  const name = useVisitorName()(visitor)
  const { attempt, isBusy } = useVisitorChanges()
  const forget = async () => {
    const isDone = await attempt(
      () => api('DELETE /visitors/:visitorId', { params: { visitorId: visitor.id } }),
      () => {
        toast({ text: t('forgotten', { name }) })
        navigate('/visitors', { replace: true })
      },
    )
    if (!isDone) onClose()
  }
  return (
    <ConfirmDialog
      title={t('forgetTitle', { name })}
      confirm={t('forgetConfirm')}
      isDanger
      isOpen
      isPending={isBusy}
      onClose={onClose}
      onConfirm={() => void forget()}
    >
      <p>{t('forgetText')}</p>
      <p>
        <strong>{t('forgetFinal')}</strong>
      </p>
    </ConfirmDialog>
  )
}
