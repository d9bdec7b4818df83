// What becomes of faces that look like pictures; saved at once, since trying it on past events would say nothing.

import { useQuery } from '@tanstack/react-query'
import { ask, useChange, useRole } from '../api.ts'
import { Radios } from '../components/choices.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'

const POLICIES = ['refuse', 'mark', 'off'] as const

export function LivenessSetting() {
  const t = useText(texts)
  const c = useText(common)
  const toast = useToast()
  const say = useErrorText()
  const isAdmin = useRole('admin')
  const { data } = useQuery(ask('GET /settings'))
  const save = useChange('PATCH /settings', ['GET /settings'])
  if (!data) return null
  return (
    <section className="card">
      <h2>{t('livenessTitle')}</h2>
      <p>{t('livenessText')}</p>
      <Radios
        label={t('liveness')}
        options={POLICIES.map(value => ({ value, text: t(`liveness_${value}`), hint: t(`liveness_${value}_hint`) }))}
        value={data.liveness}
        isDisabled={!isAdmin || save.isPending}
        onChange={liveness => {
          save.mutate(
            { body: { liveness } },
            {
              onSuccess: () => {
                toast({ text: c('saved'), forMs: 2500 })
              },
              onError: error => {
                toast({ text: say(error) })
              },
            },
          )
        }}
      />
    </section>
  )
}
