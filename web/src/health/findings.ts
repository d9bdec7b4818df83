// Findings of the gallery's health in the order of their weight, and those dismissed for this visit. Knows no component.

import { useState } from 'react'
import type { HealthFindingJson } from '../../../src/client.ts'

export type Kind = HealthFindingJson['kind']
export type FindingOf<K extends Kind> = Extract<HealthFindingJson, { readonly kind: K }>

/** Wrong names first, clutter last. */
export const KINDS: readonly Kind[] = ['looks_like_another', 'same_person_twice', 'unlike_its_person', 'weak', 'near_duplicate']

export const keyOf = (finding: HealthFindingJson): string => {
  switch (finding.kind) {
    case 'same_person_twice':
      return `${finding.kind} ${finding.first.id} ${finding.second.id}`
    case 'near_duplicate':
      return `${finding.kind} ${finding.photo.id} ${finding.twin.id}`
    default:
      return `${finding.kind} ${finding.photo.id}`
  }
}

const KEPT = 'rostro.dismissed'

const readDismissed = (): ReadonlySet<string> => {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]')
  return new Set(Array.isArray(kept) ? kept.filter(key => typeof key === 'string') : [])
}

/** “For now” is until the browser is closed. */
export function useDismissed() {
  const [dismissed, setDismissed] = useState(readDismissed)
  const keep = (keys: ReadonlySet<string>) => {
    sessionStorage.setItem(KEPT, JSON.stringify([...keys]))
    setDismissed(keys)
  }
  return {
    dismissed,
    dismiss: (key: string) => {
      keep(new Set([...dismissed, key]))
    },
    showAll: () => {
      keep(new Set())
    },
  }
}
