// Who is at the place at this moment, longest first.

import { useQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { VisitJson } from '../../../src/client.ts'
import { ask, photoUrl, visitFaceUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { hereNow } from './use-place.ts'
import { useCameraName, useWhose, type PlaceWords } from './use-place-words.ts'

/** Two rows of a wide window. */
const FEW = 6

export function HereNow({ words }: { readonly words: PlaceWords }) {
  const t = useText(place)
  const [isAll, setAll] = useState(false)
  const { data, error, refetch } = useQuery(hereNow())
  const shown = isAll ? data : data?.slice(0, FEW)
  return (
    <section className="card place-now" aria-labelledby="place-now">
      <div className="place-now-head">
        <h2 id="place-now">
          <span className="place-pulse" data-on={(data?.length ?? 0) > 0 || undefined} aria-hidden />
          {t('hereNow')}
        </h2>
        {data && <span className="place-now-count numbers">{words.number(data.length)}</span>}
      </div>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      {data?.length === 0 && <p className="soft">{t('nobodyHere')}</p>}
      {shown && shown.length > 0 && (
        <ul className="place-now-list">
          {shown.map(visit => (
            <Present key={visit.id} visit={visit} words={words} />
          ))}
        </ul>
      )}
      {data && data.length > FEW && (
        <div>
          <Button
            tone="quiet"
            onPress={() => {
              setAll(!isAll)
            }}
          >
            {isAll ? t('hereFew') : t('hereAll', { count: data.length })}
          </Button>
        </div>
      )}
    </section>
  )
}

function Present({ visit, words }: { readonly visit: VisitJson; readonly words: PlaceWords }) {
  const t = useText(place)
  const cameraName = useCameraName()
  const { name, to } = useWhose()(visit)
  return (
    <li className="place-present">
      <Face visit={visit} name={name} />
      <div className="place-present-words">
        {to === undefined ? (
          <span className="place-present-name">{name}</span>
        ) : (
          <Link href={to} className="place-present-name">
            {name}
          </Link>
        )}
        <span className="soft small">
          {cameraName(visit.camera)} · {t('hereSince', { time: words.clock(visit.arrivedAt) })}
        </span>
      </div>
      <span className="soft small numbers place-present-span">{words.span(visit.dwellSeconds)}</span>
    </li>
  )
}

export function Face({ visit, name, size = 40 }: { readonly visit: VisitJson; readonly name: string; readonly size?: number }) {
  if (visit.person) return <PersonFace personId={visit.person.id} name={name} size={size} />
  if (visit.face) return <Photo src={visitFaceUrl(visit.id)} alt="" size={size} isRound />
  return (
    <span className="place-nobody" style={{ width: size, height: size }}>
      <CircleHelp size={size * 0.55} aria-hidden />
    </span>
  )
}

/** Each person is asked for once, however many of their visits are shown. */
function PersonFace({ personId, name, size }: { readonly personId: string; readonly name: string; readonly size: number }) {
  const { data } = useQuery({ ...ask('GET /people/:personId', { params: { personId } }), retry: false })
  return <Photo src={data?.coverId && photoUrl(data.coverId)} alt="" size={size} isRound name={name} />
}
