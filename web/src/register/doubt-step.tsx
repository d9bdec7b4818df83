// The face is already somebody's, or unlike its namesake: whose, how alike, and what to do.

import { photoUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { waysOn, type Doubt } from './flow.ts'
import type { Registration } from './use-registration.ts'

export interface DoubtStepProps {
  readonly doubts: readonly Doubt[]
  readonly registration: Registration
}

export function DoubtStep({ doubts, registration }: DoubtStepProps) {
  const t = useText(register)
  const format = useFormat()
  const { who, isBusy, finish } = registration
  const [first] = doubts
  if (!first) return null
  const isAlike = first.kind === 'looks_like_another'
  const other = first.person.name
  const ways = waysOn(first)
  return (
    <section className="card stack" aria-labelledby="doubt">
      <div className="doubt">
        <Photo src={first.person.coverId && photoUrl(first.person.coverId)} alt={other} size={112} name={other} />
        <div className="stack doubt-words">
          <h2 id="doubt">{t(isAlike ? 'doubtLooksLike' : 'doubtNamesake', { other })}</h2>
          <p>{t(isAlike ? 'doubtLooksLikeText' : 'doubtNamesakeText', { other })}</p>
          <p className="small soft numbers">{t('similarity', { similarity: format.similarity(first.similarity) })}</p>
        </div>
      </div>
      <div className="doubt-ways">
        <Button tone={isAlike ? 'primary' : 'plain'} isPending={isBusy} onPress={() => void finish(ways.same, true)}>
          {t('samePerson', { other })}
        </Button>
        {ways.other === 'store' ? (
          <Button isDisabled={isBusy} onPress={() => void finish(who.name, true)}>
            {t('otherPerson', { name: who.name })}
          </Button>
        ) : (
          <Button tone="primary" isDisabled={isBusy} onPress={registration.rename}>
            {t('otherName')}
          </Button>
        )}
        <Button tone="quiet" isDisabled={isBusy} onPress={registration.backToPhotos}>
          {t('back')}
        </Button>
      </div>
    </section>
  )
}
