// Saying who a visitor is: somebody new with their consent, or somebody registered already.

import { useState } from 'react'
import { useLocation } from 'wouter'
import type { RequestOf, VisitorJson } from '../../../src/client.ts'
import { api } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'
import { PersonPicker } from '../people/person-picker.tsx'
import { NewPersonForm } from './new-person-form.tsx'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

type Body = RequestOf<'POST /visitors/:visitorId/name'>['body']
const FORM = 'name-visitor'

export function NameVisitorDialog({ visitor, onClose }: { readonly visitor: VisitorJson; readonly onClose: () => void }) {
  const t = useText(visitors)
  const c = useText(common)
  const [, navigate] = useLocation()
  const nameOf = useVisitorName()
  const { change, isBusy } = useVisitorChanges()
  const [tab, setTab] = useState<'new' | 'known'>('new')
  const [personId, setPersonId] = useState<string>()
  const [error, setError] = useState<unknown>()
  const say = (body: Body) => {
    setError(undefined)
    return change(
      () => api('POST /visitors/:visitorId/name', { params: { visitorId: visitor.id }, body }),
      {
        say: ({ person }) => t('named', { name: person.name }),
        onDone: ({ person }) => {
          navigate(`/people/${person.id}`)
        },
        onUndone: () => {
          navigate(`/visitors/${visitor.id}`)
        },
      },
      setError,
    )
  }
  const title = t('nameTitle', { name: nameOf(visitor) })
  return (
    <Dialog
      title={title}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          {tab === 'new' ? (
            <Button key="new" tone="primary" type="submit" form={FORM} isPending={isBusy}>
              {t('nameConfirm')}
            </Button>
          ) : (
            <Button
              key="known"
              tone="primary"
              isDisabled={personId === undefined}
              isPending={isBusy}
              onPress={() => {
                if (personId !== undefined) void say({ kind: 'is', personId })
              }}
            >
              {t('nameKnownConfirm')}
            </Button>
          )}
        </>
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="visitor-and-text">
        <VisitorFace visitor={visitor} alt="" size={72} />
        <p className="soft">{t('nameHelp')}</p>
      </div>
      <Tabs
        label={title}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'new',
            title: t('nameNew'),
            content: <NewPersonForm id={FORM} onSay={who => void say({ kind: 'new', ...who })} />,
          },
          { id: 'known', title: t('nameKnown'), content: <PersonPicker except="" picked={personId} onPick={setPersonId} /> },
        ]}
      />
    </Dialog>
  )
}
