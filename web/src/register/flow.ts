// Registering as states: who, photos, doubt, done; and the strip of photos with each one's verdict. Pure; asks no server.

import type { EnrolmentJson, FinishedJson, PhotoVerdictJson, Pose, Refusal } from '../../../src/client.ts'

/** The views a registration is made of, in the order they are shown; the first three make a good one. */
export const VIEWS = ['front', 'left', 'right', 'up', 'down'] as const satisfies readonly Pose[]
/** So many refused photos stay to be read. */
const MOST_REFUSED = 6

export type Kept = Extract<PhotoVerdictJson, { kept: true }>
export type Doubt = Extract<FinishedJson, { stored: false }>['doubts'][number]

export interface Refused {
  readonly key: string
  readonly reason: Refusal
  /** What was refused, as an address of this page's own; undefined when nothing could be shown. */
  readonly picture: string | undefined
}

export interface Strip {
  readonly kept: readonly Kept[]
  readonly refused: readonly Refused[]
}

export const EMPTY_STRIP: Strip = { kept: [], refused: [] }

export const withKept = (strip: Strip, photo: Kept): Strip => ({ ...strip, kept: [...strip.kept, photo] })
export const withRefused = (strip: Strip, photo: Refused): Strip => ({
  ...strip,
  refused: [...strip.refused, photo].slice(-MOST_REFUSED),
})
export const withoutRefused = (strip: Strip, key: string): Strip => ({
  ...strip,
  refused: strip.refused.filter(photo => photo.key !== key),
})
/** After a removal the server says what is left. */
export const asServerKept = (strip: Strip, { photos }: EnrolmentJson): Strip => ({
  ...strip,
  kept: strip.kept.filter(({ photoId }) => photos.some(photo => photo.photoId === photoId)),
})

export const viewsTaken = ({ kept }: Strip): Pose[] => VIEWS.filter(view => kept.some(({ pose }) => pose === view))

/** Enough to be recognised by; the chin up or down is an extra that not everybody can do. */
export const isEnough = (strip: Strip): boolean => VIEWS.slice(0, 3).every(view => viewsTaken(strip).includes(view))

/** A photo so close to one before that it hardly helps. */
export const addsLittle = ({ nearestPhoto }: Kept): boolean => nearestPhoto !== null && nearestPhoto >= 0.95

/**
 * How to go on after a doubt. Names are unique, so photos stored under somebody's name join that person.
 * `rename`: another person of the same name needs another name.
 */
export const waysOn = (doubt: Doubt): { readonly same: string; readonly other: 'store' | 'rename' } => ({
  same: doubt.person.name,
  other: doubt.kind === 'looks_like_another' ? 'store' : 'rename',
})
