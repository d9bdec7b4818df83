// An address that leads nowhere.

import { Compass } from 'lucide-react'
import { LinkButton } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'

export function NotFound() {
  const t = useText(shell)
  return (
    <Page title={t('notFoundTitle')}>
      <EmptyState icon={Compass} text={t('notFoundText')}>
        <LinkButton to="/live" tone="primary">
          {t('toLive')}
        </LinkButton>
      </EmptyState>
    </Page>
  )
}
