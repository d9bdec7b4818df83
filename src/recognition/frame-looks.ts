// What a source's frames show in few pixels: whether the picture was cut, stands still or comes round again, and where there are faces.

import { borrow } from '../core/image/borrow.ts'
import { placeDetection } from '../core/geometry/detection.ts'
import type { Detector, Frame } from '../core/ports.ts'
import type { Box, Detection } from '../core/types.ts'
import { FarTiles } from './far-tiles.ts'
import { motionCells, MotionGate } from './motion-gate.ts'
import { PictureMotion, type Motion } from './picture-motion.ts'
import { SceneCutDetector } from './scene-cut.ts'
import { detectInTile, frameSize, shrinkage } from './views.ts'

/** Pictures shrunk more than this for the detector have tiles worth looking at. */
const TILE_FROM = 3

export interface FrameLook {
  /** The picture does not continue the one before. */
  readonly isCut: boolean
  readonly motion: Motion
  /**
   * In pixels of the frame; where nothing moved since the detector ran last, what it saw then.
   * @param far also in one tile of a large picture: faces far away are found a little later, at a quarter of the cost
   */
  readonly detect: (far: boolean) => Promise<Detection[]>
}

/** One for each source; frames come one at a time, in order. */
export class FrameLooks {
  readonly #detector: Detector
  readonly #cuts = new SceneCutDetector()
  readonly #motion = new PictureMotion()
  readonly #gate = new MotionGate()
  readonly #farTiles = new FarTiles()
  #detections: readonly Detection[] = []

  constructor(detector: Detector) {
    this.#detector = detector
  }

  /** @param isCamera whether pictures are to move as a camera's do; otherwise they always count as moving */
  async take(frame: Frame, isCamera: boolean): Promise<FrameLook> {
    const detector = this.#detector
    const small = await borrow(frame, frameSize(frame, detector))
    const motion = isCamera ? this.#motion.take(small, frame.atMs) : 'moving'
    const isCut = this.#cuts.isCut(small)
    const detect = async (far: boolean) => {
      const cells = motionCells(small)
      if (this.#gate.take(cells, frame.atMs)) {
        // Where the detector fails, what an earlier picture showed says nothing.
        this.#detections = []
        this.#detections = await detector.detect(small)
      }
      const placement = { sx: frame.width / small.width, sy: frame.height / small.height }
      const detections = this.#detections.map(d => placeDetection(d, placement))
      if (!far || shrinkage(frame, detector) < TILE_FROM) return detections
      const inTile = async (tile: Box) => detectInTile(await borrow(frame), tile, detector)
      return [...detections, ...(await this.#farTiles.look(frame, cells, frame.atMs, inTile))]
    }
    return { isCut, motion, detect }
  }
}
