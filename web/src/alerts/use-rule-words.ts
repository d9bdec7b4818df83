// A rule as a sentence: when, at which camera, at which times, who is told, and how often.

import type { AlertRuleBody } from '../../../src/client.ts'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { isDeed } from './rule-draft.ts'
import { useTimes } from './times.ts'
import type { RuleNames } from './use-rule-names.ts'

export interface RuleWords {
  /** “When a stranger arrives”. */
  readonly when: string
  /** “at any camera, 20:00–07:00”; empty where it says nothing more. */
  readonly where: string
  /** “tell shop and home”. */
  readonly to: string
  /** “at most every 30 minutes”; empty where it says nothing more. */
  readonly often: string
}

export function useRuleWords(names: RuleNames): (rule: AlertRuleBody) => RuleWords {
  const t = useText(alerts)
  const format = useFormat()
  const times = useTimes()

  const who = (who: AlertRuleBody['who']): string => {
    switch (who.kind) {
      case 'person':
        return who.personId === '' ? '…' : (names.people.get(who.personId) ?? t('gone'))
      case 'group':
        return t('who_group', { name: who.groupId === '' ? '…' : (names.groups.get(who.groupId) ?? t('goneThing')) })
      case 'visitor':
        return t('who_visitor', { count: who.minVisits })
      case 'spoof':
      case 'duress':
        // Its sentence is its own.
        return ''
      default:
        return t(`who_${who.kind}`)
    }
  }
  const when = (rule: AlertRuleBody): string => {
    if (isDeed(rule.who.kind)) return t(`when_${rule.who.kind}`)
    if (rule.when.kind !== 'missing') return t(`when_${rule.when.kind}`, { who: who(rule.who) })
    const { by, days } = rule.when
    const [said, time, on] = [who(rule.who), times.clock(by), times.days(days)]
    return on === undefined ? t('when_missing', { who: said, time }) : t('when_missing_days', { who: said, time, days: on })
  }
  const where = ({ when, cameraIds, during, quiet }: AlertRuleBody): string => {
    const cameras = cameraIds?.length === 0 ? ['…'] : cameraIds?.map(id => names.cameras.get(id) ?? t('goneThing'))
    const said = [
      cameras ? t('atCameras', { cameras: format.list(cameras) }) : when.kind !== 'missing' && t('anyCamera'),
      during.length > 0 && times.windows(during),
      quiet.length > 0 && t('quietAt', { windows: times.windows(quiet) }),
    ]
    return said.filter(text => text !== false).join(', ')
  }
  const to = ({ targetIds }: AlertRuleBody): string => {
    const named = targetIds?.flatMap(id => names.targets.get(id) ?? [])
    if (named === undefined && names.targets.size > 0) return t('toAll')
    return named && named.length > 0 ? t('toTargets', { names: format.list(named) }) : t('toNobody')
  }
  const often = ({ when, atMostEveryMinutes: minutes }: AlertRuleBody): string => {
    if (when.kind === 'missing') return ''
    return minutes === 0 ? t('onceAVisit') : t('atMostEvery', { time: times.span(minutes) })
  }
  return rule => ({ when: when(rule), where: where(rule), to: to(rule), often: often(rule) })
}
