// A group photo with a button on every face, to say which one is meant.

import { Button as AriaButton } from 'react-aria-components'
import { Button } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import type { FileItem } from './use-files.ts'

export interface PickFaceProps {
  readonly item: Extract<FileItem, { state: 'pick' }>
  readonly name: string
  readonly onPick: (face: number) => void
  readonly onNone: () => void
}

export function PickFace({ item, name, onPick, onNone }: PickFaceProps) {
  const t = useText(register)
  const { faces, width, height } = item.verdict
  const share = (value: number, of: number) => `${(100 * value) / of}%`
  return (
    <section className="card stack" aria-label={item.name}>
      <h2>{t('pickFace', { name })}</h2>
      <div className="pick" style={{ aspectRatio: `${width} / ${height}` }}>
        <img src={item.url} alt={item.name} />
        {faces.map(({ face, box, quality, pickable }) => (
          <AriaButton
            key={face}
            className="pick-face"
            isDisabled={!pickable}
            aria-label={t(pickable ? 'pickFaceButton' : 'pickFaceSmall', { number: face + 1, quality: Math.round(quality) })}
            style={{
              left: share(box.x, width),
              top: share(box.y, height),
              width: share(box.width, width),
              height: share(box.height, height),
            }}
            onPress={() => {
              onPick(face)
            }}
          >
            <span aria-hidden>{face + 1}</span>
          </AriaButton>
        ))}
      </div>
      <div className="row">
        <Button onPress={onNone}>{t('pickNone')}</Button>
      </div>
    </section>
  )
}
