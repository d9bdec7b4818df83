// The people a face was most like, as bars against the line they had to reach.

import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { timeline } from '../i18n/parts/timeline.ts'
import { bars, share as shareOf, type DecisionJson } from './explain.ts'

export function CandidateBars({ decision }: { readonly decision: DecisionJson }) {
  const t = useText(timeline)
  const format = useFormat()
  const threshold = format.similarity(decision.threshold)
  const line = { insetInlineStart: `${shareOf(decision.threshold) * 100}%` }
  if (decision.candidates.length === 0) return <p className="soft">{t('noCandidates')}</p>
  return (
    <div className="bars">
      <ol>
        {bars(decision).map(({ personId, name, similarity, share, reaches }) => (
          <li key={personId}>
            <span className="hidden">{t('similarity', { name, similarity: format.similarity(similarity), threshold })}</span>
            <span className="bar-name" aria-hidden>
              {name}
            </span>
            <span className="bar-value numbers" aria-hidden>
              {format.similarity(similarity)}
            </span>
            <span className="bar" aria-hidden>
              <span className="bar-fill" data-reaches={reaches || undefined} style={{ width: `${share * 100}%` }} />
              <span className="bar-line" style={line} />
            </span>
          </li>
        ))}
      </ol>
      <p className="bars-note soft small">{t('candidatesNote', { threshold })}</p>
    </div>
  )
}
