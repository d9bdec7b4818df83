// Where alerts go: each target with how that goes, to be tested, switched, changed and deleted.

import { useQuery } from '@tanstack/react-query'
import { Plus, Send } from 'lucide-react'
import { useState } from 'react'
import { ask, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { CopyLine } from '../components/copy-line.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Banner, EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { common } from '../i18n/parts/common.ts'
import { DeleteTargetDialog } from './delete-dialogs.tsx'
import { TargetDialog, type MadeSecret } from './target-dialog.tsx'
import type { TargetJson } from './target-draft.ts'
import { TargetRow } from './target-row.tsx'

/** What waits changes by itself. */
const ASK_AGAIN_MS = 5000

type Open =
  | { readonly what: 'add' }
  | { readonly what: 'change' | 'delete'; readonly target: TargetJson }
  | { readonly what: 'secret'; readonly made: MadeSecret }

export function Targets() {
  const t = useText(alerts)
  const c = useText(common)
  const mayChange = useRole('admin')
  const { data: targets, error, refetch } = useQuery({ ...ask('GET /alerts/targets'), refetchInterval: ASK_AGAIN_MS })
  const [open, setOpen] = useState<Open>()
  const close = () => {
    setOpen(undefined)
  }
  if (error && !targets) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!targets) return <Skeleton height={280} />
  const add = mayChange && (
    <Button
      tone="primary"
      onPress={() => {
        setOpen({ what: 'add' })
      }}
    >
      <Plus size={18} aria-hidden />
      {t('addTarget')}
    </Button>
  )
  return (
    <div className="alerts">
      {!mayChange && <Banner>{c('needsAdmin')}</Banner>}
      {targets.length === 0 ? (
        <EmptyState icon={Send} title={t('emptyTargets')} text={mayChange ? t('emptyTargetsText') : t('targetsText')}>
          {add}
        </EmptyState>
      ) : (
        <>
          <div className="alerts-head">
            <p className="soft">{t('targetsText')}</p>
            {add}
          </div>
          <ul className="card entries-plain">
            {targets.map(({ target, state }) => (
              <TargetRow
                key={target.id}
                target={target}
                state={state}
                mayChange={mayChange}
                onChange={() => {
                  setOpen({ what: 'change', target })
                }}
                onDelete={() => {
                  setOpen({ what: 'delete', target })
                }}
              />
            ))}
          </ul>
        </>
      )}
      {(open?.what === 'add' || open?.what === 'change') && (
        <TargetDialog
          target={open.what === 'change' ? open.target : undefined}
          onClose={close}
          onSecret={made => {
            setOpen({ what: 'secret', made })
          }}
        />
      )}
      {open?.what === 'secret' && <SecretDialog made={open.made} onClose={close} />}
      {open?.what === 'delete' && <DeleteTargetDialog target={open.target} onClose={close} />}
    </div>
  )
}

function SecretDialog({ made: { name, secret }, onClose }: { readonly made: MadeSecret; readonly onClose: () => void }) {
  const t = useText(alerts)
  const c = useText(common)
  return (
    <Dialog
      title={t('secretReady', { name })}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <Button tone="primary" onPress={onClose}>
          {c('done')}
        </Button>
      }
    >
      <Banner tone="warning">{t('secretOnce')}</Banner>
      <CopyLine value={secret} />
    </Dialog>
  )
}
