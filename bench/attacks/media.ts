// The things attacks are made with: paper and three kinds of screen; how each looks, drawn by chance within what is usual.

export const MEDIA = ['synthetic-print', 'synthetic-phone', 'synthetic-tablet', 'synthetic-laptop'] as const
export type Medium = (typeof MEDIA)[number]

/** Lengths in sides of the face's box. */
export interface Thing {
  readonly medium: Medium
  /** Of the picture shown. */
  readonly width: number
  readonly height: number
  /** Around it: bezel or white margin; of a laptop the lower one is the hinge. */
  readonly margin: number
  readonly marginBelow: number
  readonly marginLight: number
  /** Keys below a laptop's screen. */
  readonly deck: number
  /** Display pixels across; 0 for paper. */
  readonly pixels: number
  /** What reaches the camera of black and of white. */
  readonly black: number
  readonly white: number
  readonly gamma: number
  /** 1 keeps all colour. */
  readonly saturation: number
  readonly tint: readonly [number, number, number]
  /** Of a reflected window or lamp. */
  readonly glare: number
  readonly glareAt: readonly [number, number]
  /** Paper is rough and bends; screens are neither. */
  readonly texture: number
  readonly bend: number
  /** Hands: on the left, on the right. */
  readonly hands: readonly [boolean, boolean]
  readonly skin: readonly [number, number, number]
}

const SKIN = [
  [0.52, 0.3, 0.22],
  [0.4, 0.21, 0.14],
  [0.24, 0.12, 0.08],
  [0.12, 0.06, 0.04],
] as const

export function drawThing(medium: Medium, random: () => number): Thing {
  const between = (low: number, high: number) => low + (high - low) * random()
  const chance = (share: number) => random() < share
  const crop = between(1.7, 3)
  const hands: readonly [boolean, boolean] =
    medium === 'synthetic-laptop'
      ? [false, chance(0.2)]
      : medium === 'synthetic-phone'
        ? chance(0.5)
          ? [true, false]
          : [false, true]
        : [true, chance(0.6)]
  const common = { medium, hands, skin: SKIN[Math.floor(random() * SKIN.length)]! }
  const glareAt = [between(0, 1), between(0, 1)] as const
  if (medium === 'synthetic-print') {
    const isGlossy = chance(0.35)
    return {
      ...common,
      width: crop,
      height: crop * between(1.1, 1.4),
      margin: chance(0.6) ? between(0.05, 0.25) : 0,
      marginBelow: chance(0.6) ? between(0.05, 0.3) : 0,
      marginLight: 0.78,
      deck: 0,
      pixels: 0,
      black: between(0.02, 0.07),
      white: between(0.6, 0.85),
      gamma: between(0.9, 1.2),
      saturation: between(0.55, 0.9),
      tint: [1, between(0.95, 1), between(0.85, 1)],
      glare: isGlossy ? between(0.05, 0.4) : 0,
      glareAt,
      texture: between(0.01, 0.04),
      bend: between(-0.5, 0.5),
    }
  }
  const isPhone = medium === 'synthetic-phone'
  const width = isPhone ? between(1.6, 2.3) : medium === 'synthetic-tablet' ? between(2, 3) : between(2.6, 3.6)
  const shape = isPhone ? between(1.6, 2.1) : medium === 'synthetic-tablet' ? between(1.25, 1.4) : 0.625
  const pixels = isPhone ? between(720, 1170) : medium === 'synthetic-tablet' ? between(768, 1640) : between(1280, 1920)
  const margin = isPhone ? between(0.04, 0.12) : medium === 'synthetic-tablet' ? between(0.1, 0.22) : between(0.06, 0.15)
  return {
    ...common,
    width,
    height: width * shape,
    margin,
    marginBelow: medium === 'synthetic-laptop' ? margin * 2 : margin,
    marginLight: chance(0.8) ? between(0.005, 0.03) : between(0.3, 0.6),
    deck: medium === 'synthetic-laptop' ? between(0.8, 1.4) : 0,
    pixels,
    black: between(0.004, 0.03),
    white: between(0.6, 1.3),
    gamma: between(0.85, 1.25),
    saturation: between(0.85, 1.2),
    tint: [between(0.85, 1), between(0.94, 1), between(1, 1.15)],
    glare: chance(0.6) ? between(0.02, 0.25) : 0,
    glareAt,
    texture: 0,
    bend: 0,
  }
}
