// One target: where it is, how delivery goes, and a test of it.

import { CircleAlert, CircleCheck, FileText, House, Pencil, Send, Trash2, Webhook, type LucideIcon } from 'lucide-react'
import type { AnswerOf } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button, IconButton } from '../components/button.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Switch } from '../components/switch.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { openTargetDraft, toTarget, type TargetJson, type TargetKind } from './target-draft.ts'
import { TargetState } from './target-state.tsx'

const ICONS: Readonly<Record<TargetKind, LucideIcon>> = { webhook: Webhook, mqtt: House, jsonl: FileText }

export interface TargetRowProps {
  readonly target: TargetJson
  readonly state: AnswerOf<'GET /alerts/targets'>[number]['state']
  readonly mayChange: boolean
  readonly onChange: () => void
  readonly onDelete: () => void
}

export function TargetRow({ target, state, mayChange, onChange, onDelete }: TargetRowProps) {
  const t = useText(alerts)
  const toast = useToast()
  const say = useErrorText()
  const replace = useChange('PUT /alerts/targets/:targetId', ['GET /alerts/targets'])
  const test = useChange('POST /alerts/targets/:targetId/test', ['GET /alerts/targets'])
  const { id, name, kind } = target
  const params = { targetId: id }
  const enabled = replace.isPending ? (replace.variables.body.enabled ?? true) : target.enabled
  const turn = (enabled: boolean) => {
    replace.mutate(
      { params, body: toTarget({ ...openTargetDraft(target), enabled }) },
      {
        onError: error => {
          toast({ text: say(error) })
        },
      },
    )
  }
  const Icon = ICONS[kind]
  return (
    <li className="target" data-off={!enabled || undefined}>
      {mayChange && <Switch label={t('targetOn', { name })} hideLabel isSelected={enabled} onChange={turn} />}
      <div className="rule-text">
        <span className="rule-name">
          {name}
          <Badge icon={Icon}>{t(`kind_${kind}`)}</Badge>
        </span>
        <span className="soft small">
          <code>{kind === 'jsonl' ? target.file : target.url}</code>
          {kind === 'mqtt' && ` · ${t('topic')} `}
          {kind === 'mqtt' && <code>{target.topic}</code>}
          {kind === 'mqtt' && target.homeAssistant && ` · ${t('announced')}`}
        </span>
        <TargetState state={state} isOn={enabled} />
        <div role="status">
          {test.data && (
            <TestResult isOk={test.data.ok}>
              {test.data.ok ? t('tested') : t('testFailed', { message: test.data.message })}
            </TestResult>
          )}
          {test.error && <TestResult isOk={false}>{say(test.error)}</TestResult>}
        </div>
      </div>
      {mayChange && (
        <div className="rule-actions">
          <Button
            aria-label={t('testOf', { name })}
            isPending={test.isPending}
            onPress={() => {
              test.mutate({ params })
            }}
          >
            <Send size={16} aria-hidden />
            {t('test')}
          </Button>
          <IconButton label={t('editTarget', { name })} onPress={onChange}>
            <Pencil size={18} aria-hidden />
          </IconButton>
          <IconButton label={t('deleteTarget', { name })} onPress={onDelete}>
            <Trash2 size={18} aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  )
}

function TestResult({ isOk, children }: { readonly isOk: boolean; readonly children: string }) {
  const Icon = isOk ? CircleCheck : CircleAlert
  return (
    <p className="target-test small" data-ok={isOk}>
      <Icon size={16} aria-hidden />
      {children}
    </p>
  )
}
