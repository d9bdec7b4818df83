// A person's name as the title of the screen, changed in its place: Enter keeps it, Escape does not.

import { Pencil } from 'lucide-react'
import { useEffect, useState, type SubmitEvent } from 'react'
import type { PersonJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'

export function PersonName({ person, isChangeable }: { readonly person: PersonJson; readonly isChangeable: boolean }) {
  const t = useText(people)
  const [isEditing, setIsEditing] = useState(false)
  useEffect(() => {
    document.title = `${person.name} – Rostro`
  }, [person.name])
  if (isEditing) {
    return (
      <Rename
        person={person}
        onDone={() => {
          setIsEditing(false)
        }}
      />
    )
  }
  return (
    <div className="name-line">
      <h1>{person.name}</h1>
      {isChangeable && (
        <IconButton
          label={t('rename')}
          onPress={() => {
            setIsEditing(true)
          }}
        >
          <Pencil size={16} aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

function Rename({ person, onDone }: { readonly person: PersonJson; readonly onDone: () => void }) {
  const t = useText(people)
  const c = useText(common)
  const toast = useToast()
  const say = useErrorText()
  const [name, setName] = useState(person.name)
  const rename = useChange('PATCH /people/:personId', ['GET /people', 'GET /events'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted === '' || wanted === person.name) {
      onDone()
      return
    }
    rename.mutate(
      { params: { personId: person.id }, body: { name: wanted } },
      {
        onSuccess: () => {
          toast({ text: t('renamed', { name: wanted }) })
          onDone()
        },
      },
    )
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={event => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <Field
        label={t('name')}
        value={name}
        onChange={setName}
        error={rename.error ? say(rename.error) : undefined}
        maxLength={200}
        autoFocus
        autoComplete="off"
      />
      <Button type="submit" tone="primary" isPending={rename.isPending}>
        {c('save')}
      </Button>
      <Button onPress={onDone}>{c('cancel')}</Button>
    </form>
  )
}
