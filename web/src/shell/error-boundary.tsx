// Keeps a broken screen from taking the page with it; another address tries again.

import { Bug } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'

class Boundary extends Component<{ readonly children: ReactNode; readonly fallback: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? this.props.fallback : this.props.children
  }
}

export function ErrorBoundary({ children }: { readonly children: ReactNode }) {
  const t = useText(shell)
  const [location] = useLocation()
  const screen = location.split('/')[1]
  const fallback = (
    <EmptyState icon={Bug} title={t('brokenTitle')} text={t('brokenText')}>
      <Button
        tone="primary"
        onPress={() => {
          window.location.reload()
        }}
      >
        {t('reload')}
      </Button>
    </EmptyState>
  )
  return (
    <Boundary key={screen} fallback={fallback}>
      {children}
    </Boundary>
  )
}
