// The settings, a tab for each subject; what only administrators may see is not offered to others.

import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useRole } from '../api.ts'
import { Page } from '../components/page.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { settings } from '../i18n/parts/settings.ts'
import { Accounts } from './accounts.tsx'
import { ApiSection } from './api-section.tsx'
import { Audit } from './audit.tsx'
import { Keys } from './keys.tsx'
import { Models } from './models.tsx'
import { OwnPassword } from './own-password.tsx'
import { Privacy } from './privacy.tsx'
import { Recognition } from './recognition.tsx'
import './settings.css'

const SECTIONS = ['recognition', 'privacy', 'accounts', 'keys', 'audit', 'models', 'password', 'api'] as const
type Section = (typeof SECTIONS)[number]

const CONTENTS: Readonly<Record<Section, ReactNode>> = {
  recognition: <Recognition />,
  privacy: <Privacy />,
  accounts: <Accounts />,
  keys: <Keys />,
  audit: <Audit />,
  models: <Models />,
  password: <OwnPassword />,
  api: <ApiSection />,
}
const FOR_ADMINS: readonly Section[] = ['accounts', 'keys', 'audit']

export default function SettingsPage({ section }: { readonly section?: string }) {
  const t = useText(settings)
  const isAdmin = useRole('admin')
  const [, navigate] = useLocation()
  const offered = SECTIONS.filter(id => isAdmin || !FOR_ADMINS.includes(id))
  return (
    <Page title={t('title')} width="narrow">
      <Tabs
        label={t('sections')}
        selected={offered.find(id => id === section) ?? 'recognition'}
        onSelect={id => {
          navigate(`/settings/${id}`, { replace: true })
        }}
        tabs={offered.map(id => ({ id, title: t(id), content: CONTENTS[id] }))}
      />
    </Page>
  )
}
