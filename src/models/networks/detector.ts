// What all detectors share: run the network at one or more scales, decode, join by NMS, back to the picture's pixels.

import { placeDetection } from '../../core/geometry/detection.ts'
import { nms } from '../../core/geometry/nms.ts'
import { resize } from '../../core/image/resize.ts'
import type { Detector, DetectorScores, Size } from '../../core/ports.ts'
import type { Detection, Image } from '../../core/types.ts'
import type { Session, Tensor } from '../session.ts'
import { fitted, letterbox, toTensor } from './input.ts'
import type { PixelFormat } from './planes.ts'

export interface DetectorSpec extends PixelFormat {
  readonly input: Size
  /** Detections below are dropped. 0–1. */
  readonly minScore: number
  /** Of two detections that overlap more than this (IoU), the weaker goes. */
  readonly nmsIou: number
  /** A second, smaller side length to look at the same picture in, for faces that fill the frame. */
  readonly closeUpSize?: number | undefined
}

/** Reads one run's outputs; boxes in pixels of the network's input. */
export type Decode = (outputs: Readonly<Record<string, Tensor>>, input: Size, minScore: number) => Detection[]

export interface DetectorNetwork {
  readonly decode: Decode
  /** 'letterbox' keeps the picture's shape, 'stretch' does not. */
  readonly fit: 'letterbox' | 'stretch'
  /** Measured on six-friends.mp4, see docs/accuracy.md. */
  readonly scores: DetectorScores
  /** What a picture of one face and its surroundings needs, of networks that take any size. */
  readonly closeSize?: Size
  /** In frames at least so wide for their height the same networks see as much in so much of the input's height. */
  readonly wide?: { readonly from: number; readonly heightShare: number }
  /** The model as it is run on the CPU. */
  readonly cut?: (model: Uint8Array) => Uint8Array
}

export function createDetector(
  session: Session,
  spec: DetectorSpec,
  { decode, fit, scores, ...network }: DetectorNetwork,
): Detector {
  const closeUps = spec.closeUpSize === undefined ? [] : [{ width: spec.closeUpSize, height: spec.closeUpSize }]
  const fixed = session.inputDims[2] !== undefined
  const { closeSize, wide }: Pick<DetectorNetwork, 'closeSize' | 'wide'> = fixed ? {} : network
  const { width, height } = spec.input
  const stretchedSize = (picture: Size): Size =>
    wide && picture.width >= wide.from * picture.height ? { width, height: height * wide.heightShare } : spec.input

  async function detectAt(image: Image, within: Size): Promise<Detection[]> {
    const small = fit === 'stretch' ? stretched(image, within) : letterbox(image, within)
    const seen = fit === 'stretch' ? within : fixed ? spec.input : toStride(small.image)
    const outputs = await session.run(toTensor(session, [small.image], spec, seen))
    const found = decode(outputs, seen, spec.minScore).filter(allFinite)
    return found.map(d => placeDetection(d, { sx: 1 / small.sx, sy: 1 / small.sy }))
  }

  const workingSize = (picture: Size): Size => (fit === 'stretch' ? spec.input : fitted(picture, spec.input))

  return {
    scores,
    closeSize,
    workingSize,
    frameSize: frame => (fit === 'stretch' ? stretchedSize(frame) : workingSize(frame)),
    async detect(image) {
      const isClose = image.width === closeSize?.width && image.height === closeSize.height
      const sizes = isClose ? [closeSize] : [fit === 'stretch' ? stretchedSize(image) : spec.input, ...closeUps]
      const found = await Promise.all(sizes.map(within => detectAt(image, within)))
      return nms(found.flat(), spec.nmsIou)
    },
  }
}

function stretched(image: Image, { width, height }: Size) {
  return { image: resize(image, width, height), sx: width / image.width, sy: height / image.height }
}

/** A broken driver gives NaN, which no comparison with a limit keeps out. */
const allFinite = ({ box, detectionScore }: Detection): boolean =>
  [box.x, box.y, box.width, box.height, detectionScore].every(Number.isFinite)

/** Networks that take any size want multiples of their largest stride, 32. Padding to that is cheaper than to a square. */
const toStride = ({ width, height }: Size): Size => ({ width: Math.ceil(width / 32) * 32, height: Math.ceil(height / 32) * 32 })
