// The photos of a person: how good each is and where it came from; select some to move or delete them.

import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { CheckboxButton, CheckboxField, GridList, GridListItem } from 'react-aria-components'
import type { PersonJson, PhotoJson } from '../../../src/client.ts'
import { ask, photoUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { QualityBadge } from '../components/quality-badge.tsx'
import { useText } from '../i18n/language.tsx'
import { people } from '../i18n/parts/people.ts'
import { DeletePhotosDialog } from './delete-photos-dialog.tsx'
import { MovePhotosDialog } from './move-photos-dialog.tsx'
import { SelectionBar } from './selection-bar.tsx'

const NONE: ReadonlySet<string> = new Set()

export function PersonPhotos({ person, isChangeable }: { readonly person: PersonJson; readonly isChangeable: boolean }) {
  const t = useText(people)
  const { data: photos, error } = useQuery(ask('GET /people/:personId/photos', { params: { personId: person.id } }))
  const [chosen, setChosen] = useState(NONE)
  const [doing, setDoing] = useState<'move' | 'delete'>()
  // What was moved or deleted elsewhere is no longer chosen.
  const selected = photos?.filter(({ id }) => chosen.has(id)).map(({ id }) => id) ?? []
  const isAll = selected.length === photos?.length
  const stop = () => {
    setDoing(undefined)
  }
  const done = () => {
    setChosen(NONE)
    stop()
  }
  return (
    <section
      className="stack"
      onKeyDown={event => {
        if (event.key === 'Delete' && selected.length > 0 && !isAll) setDoing('delete')
      }}
    >
      <div>
        <h2>{t('photosTitle')}</h2>
        {isChangeable && <p className="soft small">{t('photosHint')}</p>}
      </div>
      {error && <ErrorNotice error={error} />}
      {photos ? (
        <GridList
          aria-label={t('photosTitle')}
          layout="grid"
          className="photo-grid"
          data-selecting={selected.length > 0 || undefined}
          selectionMode={isChangeable ? 'multiple' : 'none'}
          selectionBehavior="toggle"
          selectedKeys={selected}
          onSelectionChange={keys => {
            setChosen(new Set(keys === 'all' ? photos.map(({ id }) => id) : [...keys].map(String)))
          }}
        >
          {photos.map((photo, i) => (
            <PhotoCard
              key={photo.id}
              photo={photo}
              alt={t('photoOf', { number: i + 1, name: person.name })}
              isSelectable={isChangeable}
            />
          ))}
        </GridList>
      ) : (
        !error && <Skeleton height={220} />
      )}
      <SelectionBar
        count={selected.length}
        onClear={() => {
          setChosen(NONE)
        }}
        hint={isAll ? t('lastPhotos') : undefined}
      >
        <Button
          isDisabled={isAll}
          onPress={() => {
            setDoing('move')
          }}
        >
          {t('movePhotos')}
        </Button>
        <Button
          isDisabled={isAll}
          onPress={() => {
            setDoing('delete')
          }}
        >
          {t('deletePhotos')}
        </Button>
      </SelectionBar>
      {doing === 'move' && <MovePhotosDialog photoIds={selected} fromId={person.id} onClose={stop} onDone={done} />}
      {doing === 'delete' && <DeletePhotosDialog photoIds={selected} onClose={stop} onDone={done} />}
    </section>
  )
}

interface PhotoCardProps {
  readonly photo: PhotoJson
  readonly alt: string
  readonly isSelectable: boolean
}

function PhotoCard({ photo, alt, isSelectable }: PhotoCardProps) {
  const t = useText(people)
  const source = photo.addedByCorrection ? t('byCorrection') : photo.source === 'browser' ? t('fromCamera') : photo.source
  return (
    <GridListItem id={photo.id} textValue={alt} className="photo-card">
      <Photo src={photoUrl(photo.id)} alt={alt} size="fill" />
      {isSelectable && (
        <CheckboxField slot="selection">
          <CheckboxButton className="tick" aria-label={t('select', { name: alt })}>
            <Check size={16} aria-hidden />
          </CheckboxButton>
        </CheckboxField>
      )}
      <QualityBadge quality={photo.quality} />
      {photo.quality < 40 && <span className="soft small">{t('weakWhy')}</span>}
      <span className="soft small photo-source">{photo.comparable ? source : t('otherPack')}</span>
    </GridListItem>
  )
}
