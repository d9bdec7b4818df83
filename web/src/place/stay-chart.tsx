// How long visits are: a table whose bars are drawn in it.

import type { StatisticsJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import type { PlaceWords } from './use-place-words.ts'

type Bin = StatisticsJson['dwell'][number]

export function StayChart({ statistics, words }: { readonly statistics: StatisticsJson; readonly words: PlaceWords }) {
  const t = useText(place)
  const { dwell } = statistics
  const total = dwell.reduce((sum, { visits }) => sum + visits, 0)
  const most = dwell.reduce((a, b) => (b.visits > a.visits ? b : a))
  const length = ({ fromSeconds, toSeconds }: Bin): string => {
    if (toSeconds === null) return t('stay_over', { from: words.span(fromSeconds) })
    return fromSeconds === 0 ? t('stay_under', { to: words.span(toSeconds) }) : words.spans(fromSeconds, toSeconds)
  }
  return (
    <section className="card chart" aria-labelledby="place-stays">
      <div>
        <h2 id="place-stays">{t('stays')}</h2>
        <p className="soft small">{t('stays_most', { stay: length(most) })}</p>
      </div>
      <table className="stays numbers">
        <thead className="hidden-head">
          <tr>
            <th scope="col">{t('stayLength')}</th>
            <th scope="col">{t('share')}</th>
            <th scope="col">{t('visits')}</th>
          </tr>
        </thead>
        <tbody>
          {dwell.map(bin => (
            <tr key={bin.fromSeconds}>
              <th scope="row">{length(bin)}</th>
              <td className="stays-bar">
                {bin.visits > 0 && <span className="stays-fill" style={{ width: `${(bin.visits / most.visits) * 100}%` }} />}
                <span className="soft">{total === 0 ? '' : words.percent(bin.visits / total)}</span>
              </td>
              <td>{words.number(bin.visits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
