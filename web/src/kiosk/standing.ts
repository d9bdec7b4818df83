// What a kiosk shows now, from all it heard so far. Forgets a name after the greeting, and everything once the connection is gone.

import type { DoorView } from '../../../src/client.ts'
import { calm, type Steady } from '../register/steady-hint.ts'
import { isHint, signOf, type Sign } from './sign.ts'

/** How long somebody who was let in is greeted by name. */
export const GREETING_MS = 3000

export type Link = 'connecting' | 'open' | 'gone' | 'turned_away'

export interface Standing {
  readonly link: Link
  readonly view: DoorView | undefined
  readonly sign: Steady<Sign>
  /** When `view.waitMs` is over. */
  readonly waitUntil: number | undefined
  readonly openedAt: number | undefined
}

export type Heard =
  | { readonly type: 'view'; readonly view: DoorView; readonly now: number }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'greeted' }

const NO_SIGN: Steady<Sign> = { shown: undefined, shownSince: 0, meant: undefined, meantSince: 0 }

export const NOBODY: Standing = { link: 'connecting', view: undefined, sign: NO_SIGN, waitUntil: undefined, openedAt: undefined }

export function hear(before: Standing, heard: Heard): Standing {
  if (heard.type === 'greeted') return before.view ? { ...before, view: { ...before.view, person: null } } : before
  if (heard.type === 'link') {
    // Turned away is why the connection is gone, and stays said until there is one.
    if (before.link === 'turned_away' && heard.link !== 'open') return before
    if (before.link === 'gone' && heard.link === 'connecting') return before
    return heard.link === 'open' ? { ...before, link: 'open' } : { ...NOBODY, link: heard.link }
  }
  const { view, now } = heard
  const isOpen = view.state === 'opened'
  const openedAt = isOpen ? (before.view?.state === 'opened' ? before.openedAt : now) : undefined
  const isGreeted = openedAt !== undefined && now - openedAt < GREETING_MS
  return {
    link: 'open',
    view: isGreeted ? view : { ...view, person: null },
    sign: steady(before.sign, view, now),
    waitUntil: view.waitMs === null ? undefined : now + view.waitMs,
    openedAt,
  }
}

function steady(before: Steady<Sign>, view: DoorView, now: number): Steady<Sign> {
  const sign = signOf(view)
  return isHint(view) ? calm(before, sign, now) : { shown: sign, shownSince: 0, meant: sign, meantSince: now }
}
