// What was said about an event, by whom and when, and the way back.

import { PencilLine } from 'lucide-react'
import type { FaceEventJson } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { useWords } from './words.ts'

export interface CorrectionNoteProps {
  readonly event: FaceEventJson
  readonly correction: NonNullable<FaceEventJson['correction']>
  readonly isBusy: boolean
  /** Undefined: this reader may not. */
  readonly onUndo: (() => void) | undefined
}

export function CorrectionNote({ event, correction, isBusy, onUndo }: CorrectionNoteProps) {
  const t = useText(timeline)
  const words = useText(common)
  const format = useFormat()
  const { who, corrected } = useWords()
  const { kind, at } = correction
  const decided = event.decision
  const isOther = decided.person?.id !== event.person?.id
  return (
    <div className="note">
      <PencilLine size={18} aria-hidden />
      <div>
        <p>
          {corrected(correction)} <span className="soft">{format.ago(at)}</span>
        </p>
        {isOther && kind === 'is' && <p className="soft small">{t('insteadOf', { who: who(decided) })}</p>}
      </div>
      {onUndo && (
        <Button isPending={isBusy} onPress={onUndo}>
          {words('undo')}
        </Button>
      )}
    </div>
  )
}
