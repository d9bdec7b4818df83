// Photos as if a camera panned and zoomed over them: a source for machines without a camera.

import { centre } from '../core/geometry/box.ts'
import { cropResize, resize } from '../core/image/resize.ts'
import type { Source } from '../core/ports.ts'
import type { Box, Image } from '../core/types.ts'
import { createImageSource } from '../video/image-source.ts'

export interface ReelPhoto {
  readonly image: Image
  /** Faces the camera goes to, in this order. */
  readonly faces: readonly Box[]
}

const SIZE = { width: 640, height: 360 }
/** Photos are shrunk to this width once, so that every view of them is quickly cut. */
const PHOTO_WIDTH = 960
const FRAMES_PER_SECOND = 25
/** Seconds on the whole photo, on each face, and on the way between. */
const SECONDS = { whole: 0.8, face: 0.8, way: 1.2 }
/** Height of the view in heights of the face. */
const FACE_VIEW = 2.6

/** A recorded source: every frame of the way over all photos. */
export const createDemoReel = (photos: readonly ReelPhoto[]): Source =>
  createImageSource('demo', function* () {
    let index = 0
    for (const photo of photos) {
      const { image, faces } = shrunk(photo)
      for (const view of cameraPath(image, faces)) {
        yield { image: cropResize(image, view, SIZE.width, SIZE.height), atMs: (index++ * 1000) / FRAMES_PER_SECOND }
      }
    }
  })

function shrunk({ image, faces }: ReelPhoto): ReelPhoto {
  const share = Math.min(1, PHOTO_WIDTH / image.width)
  const part = (value: number) => value * share
  return {
    image: resize(image, Math.round(part(image.width)), Math.round(part(image.height))),
    faces: faces.map(({ x, y, width, height }) => ({ x: part(x), y: part(y), width: part(width), height: part(height) })),
  }
}

function* cameraPath(image: Image, faces: readonly Box[]): Generator<Box> {
  const whole = fit(image, { x: 0, y: 0, width: image.width, height: image.height })
  const stops = [whole, ...faces.map(face => fit(image, faceView(face)))]
  for (const [i, stop] of stops.entries()) {
    yield* held(stop, i === 0 ? SECONDS.whole : SECONDS.face)
    const next = stops[i + 1]
    if (next) yield* between(stop, next)
  }
}

function* held(view: Box, seconds: number): Generator<Box> {
  for (let i = 0; i < seconds * FRAMES_PER_SECOND; i++) yield view
}

function* between(from: Box, to: Box): Generator<Box> {
  const steps = Math.round(SECONDS.way * FRAMES_PER_SECOND)
  for (let i = 1; i < steps; i++) {
    const t = i / steps
    const eased = t * t * (3 - 2 * t)
    const mix = (a: number, b: number) => a + (b - a) * eased
    yield { x: mix(from.x, to.x), y: mix(from.y, to.y), width: mix(from.width, to.width), height: mix(from.height, to.height) }
  }
}

function faceView(face: Box): Box {
  const { x, y } = centre(face)
  const height = face.height * FACE_VIEW
  const width = (height * SIZE.width) / SIZE.height
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** The largest view of the camera's shape around the same centre that lies inside the picture. */
function fit(image: Image, wanted: Box): Box {
  const shape = SIZE.width / SIZE.height
  const height = Math.min(wanted.height, image.height, image.width / shape)
  const width = height * shape
  const { x, y } = centre(wanted)
  return {
    x: Math.min(image.width - width, Math.max(0, x - width / 2)),
    y: Math.min(image.height - height, Math.max(0, y - height / 2)),
    width,
    height,
  }
}
