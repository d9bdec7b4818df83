// The way to the API reference, and which Rostro this is.

import { useQuery } from '@tanstack/react-query'
import { BookOpen } from 'lucide-react'
import { ask } from '../api.ts'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { settings as texts } from '../i18n/parts/settings.ts'

export function ApiSection() {
  const t = useText(texts)
  const format = useFormat()
  const { data: status } = useQuery(ask('GET /status'))
  return (
    <div className="settings">
      <section className="card">
        <h2>{t('api')}</h2>
        <p>{t('apiText')}</p>
        <div>
          <a className="button" href="/api/reference" target="_blank" rel="noreferrer">
            <BookOpen size={18} aria-hidden />
            {t('openReference')}
          </a>
        </div>
      </section>
      {status && (
        <p className="soft small">{t('version', { version: status.version, when: format.dateTime(status.startedAt) })}</p>
      )}
    </div>
  )
}
