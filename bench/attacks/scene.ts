// Renders a picture shown on paper or a screen that somebody holds in front of a camera, as light.

import { cropResize } from '../../src/core/image/resize.ts'
import type { Size } from '../../src/core/ports.ts'
import type { Box, Image } from '../../src/core/types.ts'
import { at, toPlane, type Pose } from './homography.ts'
import { blur, toLight, type Light } from './light.ts'
import type { Thing } from './media.ts'

/** Pixels a side of the face's box has in the picture at scale 1. */
export const FACE_PX = 130
export const SCENE = { width: 640, height: 480 }

/** The part of a photo that fills the thing, with the face where faces are in portraits; a screen is black beside the photo. */
export function content(photo: Image, face: Box, { width, height }: Thing): Light {
  const [w, h] = [face.width * width, face.width * height]
  const x = inside(face.x + face.width / 2 - w / 2, w, photo.width)
  const y = inside(face.y + face.height / 2 - h * 0.47, h, photo.height)
  const shrink = Math.min(1, (2 * FACE_PX) / face.width)
  const size = [Math.max(8, Math.round(w * shrink)), Math.max(8, Math.round(h * shrink))] as const
  return toLight(cropResize(photo, { x, y, width: w, height: h }, ...size))
}

/** A print ends where its photo does. */
export function fitted(thing: Thing, photo: Size, face: Box): Thing {
  if (thing.pixels > 0) return thing
  const [width, height] = [Math.min(thing.width, photo.width / face.width), Math.min(thing.height, photo.height / face.width)]
  return { ...thing, width, height }
}

const inside = (from: number, length: number, whole: number): number =>
  length > whole ? from : Math.max(0, Math.min(whole - length, from))

/** A room without anybody: a wall, furniture as plain shapes, out of focus. */
export function room(random: () => number): Light {
  const [width, height] = [SCENE.width / 4, SCENE.height / 4]
  const data = new Float32Array(width * height * 3)
  const base = 0.08 + 0.4 * random()
  const tint = [1, 0.92 + 0.1 * random(), 0.8 + 0.25 * random()]
  const slope = 0.8 * (random() - 0.5)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) data[i++] = base * tint[c]! * (1 + slope * (x / width - 0.5) - (0.3 * y) / height)
  for (let k = Math.floor(3 + 5 * random()); k > 0; k--) {
    const [left, top, w, h] = [
      random() * width,
      random() * height,
      width * (0.05 + 0.3 * random()),
      height * (0.1 + 0.5 * random()),
    ]
    const grey = 0.02 + 0.4 * random() ** 2
    const colour = [0, 1, 2].map(() => grey * (0.7 + 0.6 * random()))
    for (let y = Math.floor(top); y < Math.min(height, top + h); y++)
      for (let x = Math.floor(left); x < Math.min(width, left + w); x++)
        for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = colour[c]!
  }
  return blur({ width, height, data }, 1 + 1.5 * random())
}

/** @param shown content() of the picture for this thing @param grain a seed for paper's roughness */
export function render(shown: Light, thing: Thing, pose: Pose, behind: Light, grain: number): Light {
  const [w, h] = [thing.width * FACE_PX, thing.height * FACE_PX]
  const plane = toPlane(w, h, pose)
  const surface = createSurface(shown, thing, w, h, grain)
  const { width, height } = SCENE
  const data = new Float32Array(width * height * 3)
  const colour = new Float32Array(3)
  let step = 1
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const p = at(plane, x + 0.5, y + 0.5)
      if (x % 16 === 0) step = Math.abs(at(plane, x + 1.5, y + 0.5).x - p.x)
      if (!surface(p.x, p.y, step, colour))
        sample(behind, ((x + 0.5) * behind.width) / width, ((y + 0.5) * behind.height) / height, colour)
      for (let c = 0; c < 3; c++) data[i + c] = colour[c]!
    }
  }
  return { width, height, data }
}

/** Of a display pixel's width, one colour's stripe; of its height, what shines. */
const STRIPE = 0.3
const ROW = 0.85

/** Writes the light at a place of the plane, of which a photosite sees `step`; false where the thing is not. */
function createSurface(shown: Light, thing: Thing, w: number, h: number, grain: number) {
  const face = FACE_PX
  const [margin, below, deck] = [thing.margin * face, thing.marginBelow * face, thing.deck * face]
  const fingers = fingersOf(thing, w, h, margin)
  const isScreen = thing.pixels > 0
  const pitch = isScreen ? w / thing.pixels : 1
  const [gx, gy] = [thing.glareAt[0] * w, thing.glareAt[1] * h]
  return (u: number, v: number, step: number, out: Float32Array): boolean => {
    const isNearEdge = u < face || u > w - face
    for (const [x, y, dx, dy, radius] of isNearEdge ? fingers : []) {
      const along = Math.max(0, Math.min(1, ((u - x) * dx + (v - y) * dy) / (dx * dx + dy * dy)))
      const distance = Math.hypot(u - x - along * dx, v - y - along * dy) / radius
      if (distance >= 1) continue
      // Round things are darker at their edges.
      for (let c = 0; c < 3; c++) out[c] = thing.skin[c]! * (0.35 + 0.65 * Math.sqrt(1 - distance * distance))
      return true
    }
    if (u < -margin || u > w + margin || v < -margin || v > h + below) {
      const isDeck = deck > 0 && v > h + below && v < h + below + deck && u > -margin && u < w + margin
      if (!isDeck) return false
      const isKey = v < h + below + deck * 0.6 && u % (face * 0.14) > 2 && v % (face * 0.13) > 2
      out.fill(isKey ? 0.015 : 0.25)
      return true
    }
    const isPicture = u >= 0 && u < w && v >= 0 && v < h
    if (!isPicture) out.fill(thing.marginLight)
    else {
      sample(shown, (u / w) * shown.width, (v / h) * shown.height, out)
      const rows = isScreen ? covered(v / pitch, step / pitch, ROW) / ROW : 1
      const grey = 0.2126 * out[0]! + 0.7152 * out[1]! + 0.0722 * out[2]!
      for (let c = 0; c < 3; c++) {
        const vivid = Math.max(0, grey + thing.saturation * (out[c]! - grey))
        const stripes = isScreen ? (covered(u / pitch - c / 3, step / pitch, STRIPE) / STRIPE) * rows : 1
        out[c] = thing.tint[c]! * (thing.black + (thing.white - thing.black) * vivid ** thing.gamma * stripes)
      }
    }
    const shade = 1 + thing.bend * (u / w - 0.5) + (thing.texture > 0 ? thing.texture * roughness(u, v, grain) : 0)
    const reflected = thing.glare * Math.exp(-(((u - gx) / (0.22 * w)) ** 4) - ((v - gy) / (0.3 * h)) ** 4)
    for (let c = 0; c < 3; c++) out[c] = out[c]! * shade + reflected
    return true
  }
}

/** Which share of `width` display pixels around `x` one colour's stripes cover, each `stripe` of a pixel wide; 0–1. */
function covered(x: number, width: number, stripe: number): number {
  const before = (p: number) => Math.floor(p) * stripe + Math.min(stripe, p - Math.floor(p))
  // A lens and its photosites see a little more than one pixel's width.
  const seen = Math.max(1e-6, 1.1 * width)
  return (before(x + seen / 2) - before(x - seen / 2)) / seen
}

/** -1…1, the same at the same place: fibres two pixels wide. */
function roughness(u: number, v: number, grain: number): number {
  const mixed = Math.sin(Math.floor(u / 1.7) * 127.1 + Math.floor(v / 2.3) * 311.7 + grain) * 43_758.5453
  return 2 * (mixed - Math.floor(mixed)) - 1
}

/** Start, direction and radius of each finger: a thumb on the front, fingertips at the edge. */
function fingersOf(
  { hands }: Thing,
  w: number,
  h: number,
  margin: number,
): (readonly [number, number, number, number, number])[] {
  const side = (isLeft: boolean) => {
    const edge = isLeft ? -margin : w + margin
    const inwards = isLeft ? 1 : -1
    const middle = h * 0.62
    const thumb = [edge - inwards * 50, middle + 30, inwards * 75, -35, 17] as const
    const tips = [0, 1, 2].map(k => [edge - inwards * 30, middle + 60 + 30 * k, inwards * 34, -6, 13] as const)
    return [thumb, ...tips]
  }
  return [...(hands[0] ? side(true) : []), ...(hands[1] ? side(false) : [])]
}

/** Bilinear; the edge goes on outside. */
function sample({ width, height, data }: Light, x: number, y: number, out: Float32Array): void {
  const u = Math.max(0, Math.min(width - 1.001, x - 0.5))
  const v = Math.max(0, Math.min(height - 1.001, y - 0.5))
  const [left, top] = [Math.floor(u), Math.floor(v)]
  const [fx, fy] = [u - left, v - top]
  const p = (top * width + left) * 3
  const q = p + width * 3
  for (let c = 0; c < 3; c++) {
    const upper = data[p + c]! + (data[p + 3 + c]! - data[p + c]!) * fx
    const lower = data[q + c]! + (data[q + 3 + c]! - data[q + c]!) * fx
    out[c] = upper + (lower - upper) * fy
  }
}
