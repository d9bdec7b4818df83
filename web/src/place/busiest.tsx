// The hours with most people, as sentences, and who went over lines and into zones.

import { DoorOpen } from 'lucide-react'
import { Link } from 'wouter'
import type { StatisticsJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { useCameraName, type PlaceWords } from './use-place-words.ts'

export interface BusiestProps {
  readonly statistics: StatisticsJson
  readonly words: PlaceWords
}

export function Busiest({ statistics: { busiest }, words }: BusiestProps) {
  const t = useText(place)
  return (
    <section className="card chart" aria-labelledby="place-busiest">
      <div>
        <h2 id="place-busiest">{t('busiest')}</h2>
        <p className="soft small">{t('busiestText')}</p>
      </div>
      <ol className="busiest">
        {busiest.map(({ startsAt, present, arrivals }, i) => (
          <li key={startsAt}>
            <span className="busiest-rank numbers" aria-hidden>
              {words.number(i + 1)}
            </span>
            <span>
              <span className="busiest-hour">{t('busiestHour', words.hourOf(startsAt))}</span>
              <span className="soft small">{t('busiestPresent', { present, arrivals })}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

export function Crossings({ statistics: { crossings }, words }: BusiestProps) {
  const t = useText(place)
  const cameraName = useCameraName()
  return (
    <section className="card chart" aria-labelledby="place-crossings">
      <h2 id="place-crossings">{t('crossings')}</h2>
      {crossings.length === 0 ? (
        <div className="crossings-none">
          <DoorOpen size={28} strokeWidth={1.5} aria-hidden />
          <p className="soft small">{t('crossingsNone')}</p>
          <Link href="/cameras">{t('toCameras')}</Link>
        </div>
      ) : (
        <table className="crossings numbers">
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('in')}</th>
              <th scope="col">{t('out')}</th>
            </tr>
          </thead>
          <tbody>
            {crossings.map(({ camera, name, kind, in: entered, out }) => (
              <tr key={`${camera.id} ${kind} ${name}`}>
                <th scope="row">
                  {name}
                  <span className="soft small">
                    {t(kind === 'line' ? 'line' : 'zoneKind')} · {cameraName(camera)}
                  </span>
                </th>
                <td>{words.number(entered)}</td>
                <td>{words.number(out)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
