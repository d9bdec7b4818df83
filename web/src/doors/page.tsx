// Doors in three parts: the doors themselves, who is inside, and what was decided.

import { useLocation } from 'wouter'
import { useRole } from '../api.ts'
import { Banner } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { doors } from '../i18n/parts/doors.ts'
import { DoorList } from './door-list.tsx'
import { DoorLog } from './door-log.tsx'
import { Inside } from './inside.tsx'
import './doors.css'

export default function DoorsPage({ section }: { readonly section?: string }) {
  const t = useText(doors)
  const c = useText(common)
  const [, navigate] = useLocation()
  const maySee = useRole('operator')
  return (
    <Page title={t('title')} width="narrow">
      {maySee ? (
        <Tabs
          label={t('sections')}
          selected={section === 'log' || section === 'inside' ? section : 'doors'}
          onSelect={id => {
            navigate(id === 'doors' ? '/doors' : `/doors/${id}`, { replace: true })
          }}
          tabs={[
            { id: 'doors', title: t('title'), content: <DoorList /> },
            { id: 'inside', title: t('inside'), content: <Inside /> },
            { id: 'log', title: t('log'), content: <DoorLog /> },
          ]}
        />
      ) : (
        <Banner>{c('needsOperator')}</Banner>
      )}
    </Page>
  )
}
