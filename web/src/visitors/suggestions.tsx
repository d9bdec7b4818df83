// Visitors who look like one, or like somebody registered, with both faces beside each other.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { AlikeCard, LikePersonCard } from './suggestion-card.tsx'
import { isAbout } from './suggested.ts'

/** The rest waits behind a button. */
const SHOWN = 3

/** Of one visitor only, on their screen; nothing where there is none. */
export function Suggestions({ visitorId }: { readonly visitorId?: string }) {
  const t = useText(visitors)
  const { data } = useQuery(ask('GET /visitor-suggestions'))
  const [isAll, setIsAll] = useState(false)
  if (!data) return null
  const people = data.people.filter(({ visitor }) => isAbout(visitorId, visitor.id))
  const pairs = data.visitors.filter(({ first, second }) => isAbout(visitorId, first.id, second.id))
  // Of equal kinds the most alike come first; who somebody is goes before who is one.
  const cards = [
    ...people.map(like => <LikePersonCard key={`${like.visitor.id} ${like.person.id}`} like={like} />),
    ...pairs.map(pair => <AlikeCard key={`${pair.first.id} ${pair.second.id}`} pair={pair} />),
  ]
  if (cards.length === 0) return null
  const more = isAll ? 0 : Math.max(0, cards.length - SHOWN)
  return (
    <section className="stack suggestions" aria-labelledby="suggestions">
      <div>
        <h2 id="suggestions">{t('suggestions')}</h2>
        <p className="soft small">{t('suggestionsWhy')}</p>
      </div>
      <ul className="suggestion-list">{more > 0 ? cards.slice(0, SHOWN) : cards}</ul>
      {more > 0 && (
        <div>
          <Button
            tone="quiet"
            onPress={() => {
              setIsAll(true)
            }}
          >
            {t('moreSuggestions', { count: more })}
          </Button>
        </div>
      )}
    </section>
  )
}
