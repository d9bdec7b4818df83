// The model packs: the one in use, what it runs on, and the others.

import { useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { settings as texts } from '../i18n/parts/settings.ts'

export function Models() {
  const t = useText(texts)
  const { data, error } = useQuery(ask('GET /models'))
  if (error) return <ErrorNotice error={error} />
  if (!data) return <Skeleton height={320} />
  const { current, packs } = data
  return (
    <div className="settings">
      <section className="card">
        <div className="row">
          <h2>{current.name}</h2>
          <Badge tone="known">{t('currentPack')}</Badge>
        </div>
        <ul>
          <li>{t('runsOn', { device: current.device })}</li>
          <li>{t('comparable', { count: current.comparablePeople })}</li>
          <li>{t('licence', { licence: current.licence })}</li>
          {current.passedOver.map(({ device, reason }) => (
            <li key={device} className="soft small">
              {t('passedOver', { device, reason })}
            </li>
          ))}
        </ul>
      </section>
      <h2>{t('otherPacks')}</h2>
      <ul className="card entries">
        {packs.map(pack => (
          <li key={pack.name} className="entry-line">
            <div className="entry-what">
              <strong>{pack.name}</strong>
              <div className="soft small">{pack.summary}</div>
            </div>
            {pack.current ? (
              <Badge tone="known">{t('currentPack')}</Badge>
            ) : (
              <Badge tone={pack.ready ? 'accent' : 'neutral'}>{t(pack.ready ? 'ready' : 'notPulled')}</Badge>
            )}
          </li>
        ))}
      </ul>
      <p className="soft small">{t('howToChange')}</p>
    </div>
  )
}
