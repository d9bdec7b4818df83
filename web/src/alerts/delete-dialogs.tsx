// The questions before a rule or a target is deleted.

import type { AlertRuleJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { DeleteDialog } from '../components/delete-dialog.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import type { TargetJson } from './target-draft.ts'

export function DeleteRuleDialog({ rule, onClose }: { readonly rule: AlertRuleJson; readonly onClose: () => void }) {
  const t = useText(alerts)
  const { id, name } = rule
  const remove = useChange('DELETE /alerts/rules/:ruleId', ['GET /alerts/rules'])
  return (
    <DeleteDialog
      title={t('deleteRuleTitle', { name })}
      text={t('deleteRuleText')}
      deleted={t('ruleDeleted', { name })}
      isPending={remove.isPending}
      onDelete={outcome => {
        remove.mutate({ params: { ruleId: id } }, outcome)
      }}
      onClose={onClose}
    />
  )
}

export function DeleteTargetDialog({ target, onClose }: { readonly target: TargetJson; readonly onClose: () => void }) {
  const t = useText(alerts)
  const { id, name } = target
  const remove = useChange('DELETE /alerts/targets/:targetId', ['GET /alerts/targets'])
  return (
    <DeleteDialog
      title={t('deleteTargetTitle', { name })}
      text={t('deleteTargetText')}
      deleted={t('targetDeleted', { name })}
      isPending={remove.isPending}
      onDelete={outcome => {
        remove.mutate({ params: { targetId: id } }, outcome)
      }}
      onClose={onClose}
    />
  )
}
