// Somebody filmed who stands before a door: frames of a clip, chosen by how the head is asked to be held, in the light of the screen.

import type { ChallengeColour } from '../../src/core/challenge.ts'
import { cropResize } from '../../src/core/image/resize.ts'
import { createRandom } from '../../src/core/random.ts'
import type { Image } from '../../src/core/types.ts'
import type { Movement } from '../../src/recognition/challenge/movement.ts'
import { openSource } from '../../src/video/open-source.ts'
import { encodeJpeg } from '../../src/video/photos.ts'
import { SHARED } from '../fixtures/shared.ts'

/** How a head can be held in this clip: nobody looks up in it, and to the right is to the left in a mirror. */
export type Held = 'straight' | Exclude<Movement, 'up' | 'blink'>

export interface Moment {
  readonly held: Held
  /** Light of the screen on the face. */
  readonly colour: ChallengeColour | undefined
}

export interface Filmed {
  /** A JPEG, never twice the same: a hand, a breath and a sensor are never still. */
  picture(moment: Moment): Promise<Uint8Array>
}

/** Of the person filmed, taken elsewhere. */
export const PHOTO = `${SHARED}data/video/six-friends-faces/Phoebe.png`

type Place = readonly [atMs: number, x: number, y: number]
/** Middles of her face in the original frame, found once; the clip never changes. */
const PLACES: Readonly<Record<'straight' | 'left' | 'down', readonly Place[]>> = {
  straight: [
    [22_516, 350, 200],
    [22_558, 350, 201],
    [22_600, 350, 204],
    [22_642, 350, 203],
  ],
  left: [
    [23_434, 382, 184],
    [23_476, 383, 179],
    [23_517, 384, 180],
    [23_559, 383, 178],
  ],
  down: [
    [23_059, 342, 239],
    [23_100, 343, 232],
    [23_142, 348, 224],
    [23_184, 352, 220],
    [23_226, 355, 211],
  ],
}
const LAST_MS = 23_600
const FACE_PX = 172
/** Heights of the face in a picture, and by how much somebody comes nearer who is asked to. */
const HEIGHTS = 2.2
const NEARER = 1.35
const STEP = 1.1
const SIZE = { width: 640, height: 480 }
/** Light of a bright screen at night against that of the room; sRGB values grow with about its power 1/2.2. */
const LIT = 1.4 ** (1 / 2.2)
const LIGHT: Readonly<Record<ChallengeColour, readonly [number, number, number]>> = {
  red: [LIT, 1, 1],
  green: [1, LIT, 1],
  blue: [1, 1, LIT],
  white: [LIT, LIT, LIT],
}
const QUALITY = 88

export async function openFilmed(seed = 1): Promise<Filmed> {
  const random = createRandom(seed)
  const frames = await readFrames()
  let nearer = 1
  const between = (low: number, high: number) => low + (high - low) * random()

  function cut(held: Held): Image {
    const places = PLACES[held === 'closer' ? 'straight' : held === 'right' ? 'left' : held]
    const [atMs, x, y] = places[Math.floor(random() * places.length)]!
    // One step after the other: nobody jumps.
    nearer = held === 'closer' ? Math.min(NEARER, nearer * STEP) : Math.max(1, nearer / STEP)
    const height = (FACE_PX * HEIGHTS * between(0.99, 1.01)) / nearer
    const width = (height * SIZE.width) / SIZE.height
    const [left, top] = [x - width / 2 + between(-3, 3), y - height / 2 + between(-3, 3)]
    return cropResize(frames.get(atMs)!, { x: left, y: top, width, height }, SIZE.width, SIZE.height)
  }

  return {
    picture({ held, colour }) {
      const image = cut(held)
      return encodeJpeg(develop(held === 'right' ? mirrored(image) : image, colour, random), QUALITY)
    },
  }
}

async function readFrames(): Promise<ReadonlyMap<number, Image>> {
  const wanted = new Set(Object.values(PLACES).flatMap(places => places.map(([atMs]) => atMs)))
  const frames = new Map<number, Image>()
  for await (const frame of (await openSource(`${SHARED}data/video/six-friends.mp4`)).frames()) {
    const atMs = Math.round(frame.atMs)
    if (wanted.has(atMs)) frames.set(atMs, await frame.image())
    frame.close()
    if (atMs > LAST_MS) break
  }
  return frames
}

function mirrored({ width, height, data }: Image): Image {
  const turned = new Uint8Array(data.length)
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const [to, from] = [(row * width + x) * 3, (row * width + width - 1 - x) * 3]
      turned.set(data.subarray(from, from + 3), to)
    }
  }
  return { width, height, data: turned }
}

/** The screen lights who stands before it, not the wall behind; the sensor adds its noise. */
function develop({ width, height, data }: Image, colour: ChallengeColour | undefined, random: () => number): Image {
  const lit = data.slice()
  const light = LIGHT[colour ?? 'white']
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const near = Math.hypot((x / width - 0.5) / 0.24, (row / height - 0.5) / 0.34)
      const share = Math.min(1, Math.max(0, 2 - 1.2 * near))
      const noise = 1.2 * (random() + random() - 1)
      for (let c = 0; c < 3; c++) {
        const at = (row * width + x) * 3 + c
        lit[at] = Math.min(255, Math.max(0, data[at]! * (1 + share * (light[c]! - 1)) + noise))
      }
    }
  }
  return { width, height, data: lit }
}
