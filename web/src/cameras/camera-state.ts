// What a camera's state means for whoever looks at the list: calm, waiting or wrong, and which number to show. Knows no words.

import type { CameraJson } from '../../../src/client.ts'

export type StateName = CameraJson['state']['state']
export type Tone = 'good' | 'quiet' | 'waiting' | 'bad'

const TONES = {
  online: 'good',
  off: 'quiet',
  ended: 'quiet',
  elsewhere: 'quiet',
  connecting: 'waiting',
  reconnecting: 'waiting',
  stalled: 'waiting',
  offline: 'bad',
  failed: 'bad',
} as const satisfies Record<StateName, Tone>

export const toneOf = (state: StateName): Tone => TONES[state]

/** Whether there is a picture worth asking for. */
export const hasPicture = (state: StateName): boolean => state === 'online' || state === 'stalled' || state === 'ended'

export interface Age {
  readonly unit: 'ms' | 's' | 'min'
  readonly value: number
}

/** In the unit in which it matters. */
export function toAge(ms: number): Age {
  if (ms < 1000) return { unit: 'ms', value: Math.round(ms) }
  return ms < 120_000 ? { unit: 's', value: Math.round(ms / 1000) } : { unit: 'min', value: Math.round(ms / 60_000) }
}

/** One decimal while it matters. */
export const toRate = (framesPerSecond: number): number =>
  framesPerSecond < 10 ? Math.round(framesPerSecond * 10) / 10 : Math.round(framesPerSecond)

/** First what needs somebody, then by name. */
export function byUrgency(cameras: readonly CameraJson[], locale: string): CameraJson[] {
  const rank: Record<Tone, number> = { bad: 0, waiting: 1, good: 2, quiet: 3 }
  return [...cameras].sort(
    (a, b) =>
      rank[toneOf(a.state.state)] - rank[toneOf(b.state.state)] || a.name.localeCompare(b.name, locale, { numeric: true }),
  )
}

/** Width over height of its picture; of most cameras until it is known. */
export const ratioOf = ({ width, height }: Pick<CameraJson['state'], 'width' | 'height'>): number =>
  width !== null && height !== null && height > 0 ? width / height : 16 / 9
