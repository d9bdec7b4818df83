// Registering a person: name and consent, photos from the camera or from files, and what became of it.

import { useQuery } from '@tanstack/react-query'
import { ShieldAlert } from 'lucide-react'
import { useSearchParams } from 'wouter'
import { ask, sessionQuery, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Banner, EmptyState, ErrorNotice } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { DoneStep } from './done-step.tsx'
import { DoubtStep } from './doubt-step.tsx'
import { PhotosStep } from './photos-step.tsx'
import './register.css'
import { useRegistration, type Registration } from './use-registration.ts'
import { WhoStep } from './who-step.tsx'

export default function RegisterPage() {
  const t = useText(register)
  const [search] = useSearchParams()
  const personId = search.get('person') ?? undefined
  const mayRegister = useRole('operator')
  const { data: session } = useQuery(sessionQuery)
  if (session && !mayRegister) {
    return (
      <Page title={t('title')} width="narrow">
        <EmptyState icon={ShieldAlert} title={t('title')} text={t('notAllowed')} />
      </Page>
    )
  }
  return personId === undefined ? (
    <Registering name={search.get('name') ?? ''} personId={undefined} />
  ) : (
    <AddingPhotos key={personId} personId={personId} />
  )
}

function AddingPhotos({ personId }: { readonly personId: string }) {
  const t = useText(register)
  const { data: person, error, refetch } = useQuery(ask('GET /people/:personId', { params: { personId } }))
  if (person) return <Registering name={person.name} personId={personId} />
  return (
    <Page title={t('title')} width="narrow">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
    </Page>
  )
}

function Registering({ name, personId }: { readonly name: string; readonly personId: string | undefined }) {
  const t = useText(register)
  const registration = useRegistration(personId)
  const { step, who } = registration
  const title = personId === undefined ? t('title') : t('addPhotosTo', { name })
  return (
    <Page title={title} width={step.step === 'photos' ? 'normal' : 'narrow'}>
      <Steps registration={registration} />
      {registration.isExpired ? (
        <Banner tone="warning" actions={<Button onPress={registration.startAnew}>{t('startAnew')}</Button>}>
          {t('expired')}
        </Banner>
      ) : (
        registration.error !== undefined && <ErrorNotice error={registration.error} />
      )}
      {step.step === 'who' && (
        <WhoStep
          name={who.name || name}
          isNameFixed={personId !== undefined}
          isBusy={registration.isBusy}
          onDone={registration.begin}
        />
      )}
      {step.step === 'photos' && <PhotosStep enrolmentId={step.enrolmentId} registration={registration} />}
      {step.step === 'doubt' && <DoubtStep doubts={step.doubts} registration={registration} />}
      {step.step === 'done' && <DoneStep stored={step.stored} onNext={registration.startAnew} />}
    </Page>
  )
}

/** Where one is. After the last step there is nothing to count any more. */
function Steps({ registration: { step } }: { readonly registration: Registration }) {
  const t = useText(register)
  if (step.step === 'done') return null
  const steps = ['stepName', 'stepPhotos', 'stepDone'] as const
  const at = step.step === 'who' ? 0 : step.step === 'photos' ? 1 : 2
  return (
    <ol className="steps small" aria-label={t('step', { step: at + 1, steps: steps.length })}>
      {steps.map((key, i) => (
        <li key={key} aria-current={i === at ? 'step' : undefined} data-past={i < at || undefined}>
          {t(key)}
        </li>
      ))}
    </ol>
  )
}
