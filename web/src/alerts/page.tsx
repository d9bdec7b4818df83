// Alerts in three parts: what was told, the rules, and where alerts go.

import { useLocation } from 'wouter'
import { Page } from '../components/page.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { Recent } from './recent.tsx'
import { Rules } from './rules.tsx'
import { Targets } from './targets.tsx'
import './alerts.css'

const SECTIONS = ['recent', 'rules', 'targets'] as const
const CONTENTS = { recent: <Recent />, rules: <Rules />, targets: <Targets /> } as const

export default function AlertsPage({ section }: { readonly section?: string }) {
  const t = useText(alerts)
  const [, navigate] = useLocation()
  return (
    <Page title={t('title')} width="narrow">
      <Tabs
        label={t('sections')}
        selected={SECTIONS.find(id => id === section) ?? 'recent'}
        onSelect={id => {
          navigate(id === 'recent' ? '/alerts' : `/alerts/${id}`, { replace: true })
        }}
        tabs={SECTIONS.map(id => ({ id, title: t(id), content: CONTENTS[id] }))}
      />
    </Page>
  )
}
