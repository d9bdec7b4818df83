// The best picture of a visitor, or of one visit.

import type { VisitorJson } from '../../../src/client.ts'
import { visitFaceUrl } from '../api.ts'
import { Photo, type PhotoProps } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'

export type FacedVisitor = Pick<VisitorJson, 'coverVisitId'>

export function VisitorFace({ visitor, ...rest }: { readonly visitor: FacedVisitor } & Omit<PhotoProps, 'src' | 'name'>) {
  return <Photo {...rest} src={visitor.coverVisitId === null ? null : visitFaceUrl(visitor.coverVisitId)} name="?" />
}

/** “Visitor 12”: the only name they have. */
export function useVisitorName(): (visitor: Pick<VisitorJson, 'number'>) => string {
  const t = useText(visitors)
  return ({ number }) => t('visitor', { number: String(number) })
}
