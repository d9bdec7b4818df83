// One suggestion: both faces, how alike they are, and the two answers.

import { type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { VisitorJson } from '../../../src/client.ts'
import { api, photoUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { staying, type AlikeVisitors, type VisitorLikePerson } from './suggested.ts'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

export function AlikeCard({ pair: { first, second, similarity } }: { readonly pair: AlikeVisitors }) {
  const t = useText(visitors)
  const format = useFormat()
  const toast = useToast()
  const nameOf = useVisitorName()
  const { change, attempt, isBusy } = useVisitorChanges()
  const [, navigate] = useLocation()
  const into = staying([first, second]) ?? first
  const from = into === first ? second : first
  const merge = () =>
    change(() => api('POST /visitors/:visitorId/merge', { params: { visitorId: into.id }, body: { visitorIds: [from.id] } }), {
      say: ({ visitor }) => t('merged', { name: nameOf(visitor) }),
      onDone: () => {
        leave(from.id, () => {
          navigate(`/visitors/${into.id}`, { replace: true })
        })
      },
    })
  const keepApart = () =>
    attempt(
      () => api('POST /visitor-suggestions/apart', { body: { first: first.id, second: second.id } }),
      () => {
        toast({ text: t('apart') })
      },
    )
  return (
    <Card
      title={t('looksLikeOne', { similarity: format.similarity(similarity) })}
      faces={
        <>
          <VisitorSide visitor={first} />
          <VisitorSide visitor={second} />
        </>
      }
    >
      <Button tone="primary" isPending={isBusy} onPress={() => void merge()}>
        {t('sameVisitor')}
      </Button>
      <Button onPress={() => void keepApart()}>{t('twoVisitors')}</Button>
    </Card>
  )
}

/** From the screen of who is gone one goes on to who they are. */
function leave(goneId: string, go: () => void) {
  if (window.location.pathname.endsWith(`/visitors/${goneId}`)) go()
}

export function LikePersonCard({ like: { visitor, person, similarity } }: { readonly like: VisitorLikePerson }) {
  const t = useText(visitors)
  const format = useFormat()
  const toast = useToast()
  const { change, attempt, isBusy } = useVisitorChanges()
  const [, navigate] = useLocation()
  const name = () =>
    change(
      () =>
        api('POST /visitors/:visitorId/name', { params: { visitorId: visitor.id }, body: { kind: 'is', personId: person.id } }),
      {
        say: () => t('named', { name: person.name }),
        onDone: () => {
          leave(visitor.id, () => {
            navigate(`/people/${person.id}`)
          })
        },
      },
    )
  const isNot = () =>
    attempt(
      () => api('POST /visitor-suggestions/not-person', { body: { visitorId: visitor.id, personId: person.id } }),
      () => {
        toast({ text: t('notPerson', { name: person.name }) })
      },
    )
  return (
    <Card
      title={t('looksLike', { name: person.name, similarity: format.similarity(similarity) })}
      faces={
        <>
          <VisitorSide visitor={visitor} />
          <Side
            to={`/people/${encodeURIComponent(person.id)}`}
            name={person.name}
            face={<Photo src={person.coverId === null ? null : photoUrl(person.coverId)} alt="" size="fill" name={person.name} />}
          />
        </>
      }
    >
      <Button tone="primary" isPending={isBusy} onPress={() => void name()}>
        {t('itIs', { name: person.name })}
      </Button>
      <Button onPress={() => void isNot()}>{t('itIsNot', { name: person.name })}</Button>
    </Card>
  )
}

interface CardProps {
  readonly title: string
  readonly faces: ReactNode
  /** Buttons, the likelier answer first. */
  readonly children: ReactNode
}

const Card = ({ title, faces, children }: CardProps) => (
  <li className="card suggestion">
    <h3 className="numbers">{title}</h3>
    <div className="suggestion-faces">{faces}</div>
    <div className="row">{children}</div>
  </li>
)

function VisitorSide({ visitor }: { readonly visitor: VisitorJson }) {
  const t = useText(visitors)
  const name = useVisitorName()(visitor)
  return (
    <Side
      to={`/visitors/${encodeURIComponent(visitor.id)}`}
      name={name}
      face={<VisitorFace visitor={visitor} alt="" size="fill" />}
      facts={t('visits', { count: visitor.visits })}
    />
  )
}

interface SideProps {
  readonly to: string
  readonly name: string
  readonly face: ReactNode
  readonly facts?: string
}

const Side = ({ to, name, face, facts }: SideProps) => (
  <div className="suggestion-side">
    {face}
    <Link href={to}>{name}</Link>
    {facts !== undefined && <span className="soft small">{facts}</span>}
  </div>
)
