// Saying that a visitor is another one, too, chosen by face or number.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import { useLocation } from 'wouter'
import type { VisitorJson } from '../../../src/client.ts'
import { api, ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { SearchField } from '../components/field.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

/** The last seen: who is older is merged from the gallery. */
const OFFERED = 200

export function MergeIntoDialog({ visitor, onClose }: { readonly visitor: VisitorJson; readonly onClose: () => void }) {
  const t = useText(visitors)
  const c = useText(common)
  const [, navigate] = useLocation()
  const nameOf = useVisitorName()
  const { change, isBusy } = useVisitorChanges()
  const { data } = useQuery(ask('GET /visitors', { query: { limit: OFFERED } }))
  const [search, setSearch] = useState('')
  const [pickedId, setPickedId] = useState<string>()
  const others = data?.items.filter(({ id }) => id !== visitor.id) ?? []
  const wanted = search.replace(/\D/g, '')
  const offered = others.filter(({ number }) => wanted === '' || String(number).startsWith(wanted))
  const picked = offered.find(({ id }) => id === pickedId)
  const merge = (into: VisitorJson) =>
    change(() => api('POST /visitors/:visitorId/merge', { params: { visitorId: into.id }, body: { visitorIds: [visitor.id] } }), {
      say: () => t('merged', { name: nameOf(into) }),
      onDone: () => {
        navigate(`/visitors/${into.id}`, { replace: true })
      },
    })
  return (
    <Dialog
      title={t('intoTitle', { name: nameOf(visitor) })}
      isOpen
      isWide
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button
            tone="primary"
            isDisabled={!picked}
            isPending={isBusy}
            onPress={() => {
              if (picked) void merge(picked)
            }}
          >
            {picked ? t('mergeConfirm', { name: nameOf(picked) }) : t('merge')}
          </Button>
        </>
      }
    >
      <div className="visitor-and-text">
        <VisitorFace visitor={visitor} alt={t('faceOf', { name: nameOf(visitor) })} size={96} />
        <div className="grow">
          <SearchField label={t('intoSearch')} value={search} onChange={setSearch} />
        </div>
      </div>
      <ListBox
        aria-label={t('title')}
        layout="grid"
        className="visitor-pick"
        items={offered}
        selectionMode="single"
        selectedKeys={picked ? [picked.id] : []}
        onSelectionChange={keys => {
          setPickedId(keys === 'all' ? undefined : [...keys].map(String)[0])
        }}
        renderEmptyState={() => data && <p className="soft pick-empty">{t('intoNone', { count: others.length })}</p>}
      >
        {other => (
          <ListBoxItem id={other.id} textValue={nameOf(other)} className="visitor-pick-item">
            <VisitorFace visitor={other} alt="" size="fill" />
            <span className="small">{nameOf(other)}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </Dialog>
  )
}
