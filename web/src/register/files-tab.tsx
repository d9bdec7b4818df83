// Photos from files: dropped or chosen, looked at one after another, each with its verdict; in a group photo a face is picked.

import { ImagePlus } from 'lucide-react'
import { DropZone, FileTrigger, isFileDropItem, Text } from 'react-aria-components'
import type { PhotoVerdictJson } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { FileRow } from './file-row.tsx'
import { PickFace } from './pick-face.tsx'
import { useFiles } from './use-files.ts'
import './photo-files.css'

export interface FilesTabProps {
  readonly enrolmentId: string
  readonly name: string
  readonly onVerdict: (verdict: PhotoVerdictJson, picture?: string) => void
  readonly onFail: (error: unknown) => void
}

export function FilesTab({ enrolmentId, name, onVerdict, onFail }: FilesTabProps) {
  const t = useText(register)
  const { items, add, pick, dismiss } = useFiles({ enrolmentId, onVerdict, onFail })
  return (
    <div className="stack">
      <DropZone
        className="drop"
        onDrop={({ items }) => {
          void Promise.all(items.filter(isFileDropItem).map(item => item.getFile())).then(add)
        }}
      >
        <ImagePlus size={36} strokeWidth={1.4} aria-hidden />
        <Text slot="label" className="drop-title">
          {t('dropTitle')}
        </Text>
        <p className="soft">{t('dropText')}</p>
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['image/*', '.heic', '.heif']}
          onSelect={files => {
            if (files) add([...files])
          }}
        >
          <Button tone="primary">{t('choose')}</Button>
        </FileTrigger>
      </DropZone>
      <ul className="files">
        {items.map(item => (
          <li key={item.key}>
            {item.state === 'pick' ? (
              <PickFace
                item={item}
                name={name}
                onPick={face => {
                  pick(item.key, face)
                }}
                onNone={() => {
                  dismiss(item.key)
                }}
              />
            ) : (
              <FileRow
                item={item}
                onDismiss={() => {
                  dismiss(item.key)
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
