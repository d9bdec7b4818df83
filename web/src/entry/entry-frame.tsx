// The quiet frame around set-up and sign-in: name of the product, one card, choice of language.

import { useEffect, type ReactNode } from 'react'
import { Button } from '../components/button.tsx'
import { useLanguage, useText } from '../i18n/language.tsx'
import { entry } from '../i18n/parts/entry.ts'
import { LANGUAGE_NAMES } from '../shell/account-menu.tsx'
import './entry.css'

export function EntryFrame({
  title,
  foot,
  children,
}: {
  readonly title: string
  readonly foot?: string
  readonly children: ReactNode
}) {
  const t = useText(entry)
  const { language, choose } = useLanguage()
  useEffect(() => {
    document.title = `${title} – Rostro`
  }, [title])
  return (
    <main className="entry">
      <div className="entry-brand">
        <img src="/icon.svg" alt="" width={36} height={36} />
        <span>Rostro</span>
      </div>
      <div className="card entry-card">
        <h1>{title}</h1>
        {children}
      </div>
      {foot !== undefined && <p className="soft small entry-foot">{foot}</p>}
      <div className="row" role="group" aria-label={t('language')}>
        {LANGUAGE_NAMES.map(({ value, text }) => (
          <Button
            key={value}
            tone="quiet"
            aria-pressed={value === language}
            className="entry-language"
            onPress={() => {
              choose(value)
            }}
          >
            <span lang={value}>{text}</span>
          </Button>
        ))}
      </div>
    </main>
  )
}
