// Who is to be seen where in the clips, looked up frame by frame by eye; places in pixels of the clip.

import type { Point } from '../src/core/types.ts'

export interface Appearance {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  /** Every centre of this face during the span lies within. */
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  /** Seen frontally at some time of the span, so that a name may be expected. */
  readonly frontal: boolean
}

export type Truth = readonly Appearance[]

/** The appearance a face belongs to, or none: then it is nobody enrolled, or no face. */
export const appearanceAt = (truth: Truth, atMs: number, { x, y }: Point): Appearance | undefined =>
  truth.find(a => atMs >= a.fromMs && atMs <= a.toMs && x >= a.x[0] && x <= a.x[1] && y >= a.y[0] && y <= a.y[1])

type Seen = 'frontal' | 'turned'
type Span = readonly [name: string, fromS: number, toS: number, fromX: number, toX: number, Seen]

const within = (y: readonly [number, number], spans: readonly Span[]): Truth =>
  spans.map(([name, fromS, toS, fromX, toX, seen]) => ({
    name,
    fromMs: fromS * 1000,
    toMs: toS * 1000,
    x: [fromX, toX],
    y,
    frontal: seen === 'frontal',
  }))

/** From cut to cut. Those who show the backs of their heads are left out. Hands, cards and the fridge mostly lie elsewhere. */
export const SIX_FRIENDS: Truth = within(
  [90, 400],
  [
    ['Rachel', 1.7, 6.05, 300, 560, 'frontal'],
    ['Joey', 1.7, 6.05, 740, 1020, 'frontal'],
    ['Monica', 6.04, 12.97, 230, 640, 'frontal'],
    ['Chandler', 6.04, 12.97, 680, 1000, 'frontal'],
    ['Phoebe', 12.96, 18.44, 220, 460, 'frontal'],
    ['Ross', 12.96, 18.44, 740, 1000, 'frontal'],
    ['Rachel', 18.42, 20.56, 240, 480, 'frontal'],
    ['Joey', 18.42, 20.56, 820, 1060, 'turned'],
    ['Phoebe', 20.55, 24.77, 160, 480, 'frontal'],
    ['Ross', 20.55, 24.77, 740, 1020, 'frontal'],
    ['Monica', 24.76, 28.1, 330, 620, 'turned'],
    ['Chandler', 24.76, 28.1, 680, 1000, 'frontal'],
  ],
)

/** The audience from 1.5 to 3.7 s and from 7.9 s on is nobody enrolled. */
export const HAMILTON: Truth = within(
  [10, 250],
  [
    ['lin-manuel-miranda', 0.8, 1.53, 480, 600, 'frontal'],
    ['alex-lacamoire', 0.8, 1.53, 40, 110, 'turned'],
    ['lin-manuel-miranda', 3.6, 7.94, 80, 460, 'frontal'],
  ],
)
