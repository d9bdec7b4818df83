// A photo held up to the camera: tilted, bent and brought nearer, drawn as a pinhole camera would see it.

import type { Image } from '../../src/core/types.ts'

export interface Held {
  /** Degrees about the upright axis and about the level one. */
  readonly yaw: number
  readonly pitch: number
  /** Radius of the cylinder it is bent to, in widths of the photo, and the axis it is bent about; undefined: flat. */
  readonly bend?: { readonly radius: number; readonly about: 'upright' | 'level' } | undefined
  /** How much nearer than at first. */
  readonly nearer: number
}

const SIDE = 420
/** Widths of the photo between it and the camera: 20 cm of print at 60 cm. */
const DISTANCE = 3
const STEP = 0.4
const BACKGROUND = [96, 104, 110]

export function holdUp(photo: Image, { yaw, pitch, bend, nearer }: Held): Image {
  const data = new Uint8Array(SIDE * SIDE * 3)
  for (let i = 0; i < data.length; i++) data[i] = BACKGROUND[i % 3]! + ((i * 7919) % 13)
  const [cy, sy] = [Math.cos((yaw * Math.PI) / 180), Math.sin((yaw * Math.PI) / 180)]
  const [cp, sp] = [Math.cos((pitch * Math.PI) / 180), Math.sin((pitch * Math.PI) / 180)]
  const focal = SIDE * 0.8 * DISTANCE
  const away = DISTANCE / nearer
  for (let v = 0; v < photo.height - 1; v += STEP) {
    for (let u = 0; u < photo.width - 1; u += STEP) {
      const at = bent(u / photo.width - 0.5, (v - photo.height / 2) / photo.width, bend)
      const x = at.x * cy + at.z * sy
      const z = at.z * cy - at.x * sy
      const y = at.y * cp - z * sp
      const depth = away + z * cp + at.y * sp
      const px = Math.round(SIDE / 2 + (focal * x) / depth)
      const py = Math.round(SIDE / 2 + (focal * y) / depth)
      if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) continue
      const from = (Math.floor(v) * photo.width + Math.floor(u)) * 3
      data.set(photo.data.subarray(from, from + 3), (py * SIDE + px) * 3)
    }
  }
  return { width: SIDE, height: SIDE, data }
}

/** Its middle bulges towards the camera. */
function bent(x: number, y: number, bend: Held['bend']): { x: number; y: number; z: number } {
  if (!bend) return { x, y, z: 0 }
  const { radius, about } = bend
  const along = (about === 'upright' ? x : y) / radius
  const across = radius * Math.sin(along)
  const z = radius * (1 - Math.cos(along))
  return about === 'upright' ? { x: across, y, z } : { x, y: across, z }
}
