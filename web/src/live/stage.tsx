// The dark place a picture is shown in, at the picture's own shape, so that nothing moves when it comes.

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'

export interface StageProps {
  /** Width by height of the picture. */
  readonly ratio?: number | undefined
  /** Words instead of, or before, the picture. */
  readonly isEmpty?: boolean
  readonly children: ReactNode
}

export function Stage({ ratio = 16 / 9, isEmpty = false, children }: StageProps) {
  return (
    <div
      className="stage"
      data-empty={isEmpty || undefined}
      style={{ aspectRatio: ratio, '--ratio': ratio } as React.CSSProperties}
    >
      {children}
    </div>
  )
}

/** Over a picture that is not there yet. */
export const StageNote = ({ text, hint }: { readonly text: string; readonly hint?: string }) => (
  <div className="stage-note" role="status">
    <LoaderCircle className="turning" size={28} aria-hidden />
    <p>{text}</p>
    {hint !== undefined && <p className="small">{hint}</p>}
  </div>
)
