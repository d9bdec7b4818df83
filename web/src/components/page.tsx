// The frame of one screen: its title, in the tab as well, and its main actions.

import { useEffect, type ReactNode } from 'react'

export interface PageProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly width?: 'narrow' | 'normal' | 'full'
  readonly children: ReactNode
}

export function Page({ title, actions, width = 'normal', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Rostro`
  }, [title])
  return (
    <div className="page" data-width={width}>
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
