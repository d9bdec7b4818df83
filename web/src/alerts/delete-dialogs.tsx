// The questions before a rule or a target is deleted.

import type { AlertRuleJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { ConfirmDialog } from '../components/dialog.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { common } from '../i18n/parts/common.ts'
import type { TargetJson } from './target-draft.ts'

export function DeleteRuleDialog({ rule, onClose }: { readonly rule: AlertRuleJson; readonly onClose: () => void }) {
  const t = useText(alerts)
  const c = useText(common)
  const { id, name } = rule
  const remove = useChange('DELETE /alerts/rules/:ruleId', ['GET /alerts/rules'])
  const done = useDone(t('ruleDeleted', { name }), onClose)
  return (
    <ConfirmDialog
      title={t('deleteRuleTitle', { name })}
      confirm={c('delete')}
      isOpen
      isDanger
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate({ params: { ruleId: id } }, done)
      }}
    >
      <p>{t('deleteRuleText')}</p>
    </ConfirmDialog>
  )
}

export function DeleteTargetDialog({ target, onClose }: { readonly target: TargetJson; readonly onClose: () => void }) {
  const t = useText(alerts)
  const c = useText(common)
  const { id, name } = target
  const remove = useChange('DELETE /alerts/targets/:targetId', ['GET /alerts/targets'])
  const done = useDone(t('targetDeleted', { name }), onClose)
  return (
    <ConfirmDialog
      title={t('deleteTargetTitle', { name })}
      confirm={c('delete')}
      isOpen
      isDanger
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate({ params: { targetId: id } }, done)
      }}
    >
      <p>{t('deleteTargetText')}</p>
    </ConfirmDialog>
  )
}

function useDone(text: string, onClose: () => void) {
  const toast = useToast()
  const say = useErrorText()
  return {
    onSuccess: () => {
      onClose()
      toast({ text })
    },
    onError: (error: Error) => {
      onClose()
      toast({ text: say(error) })
    },
  }
}
