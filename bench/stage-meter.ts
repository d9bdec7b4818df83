// CPU time by stage, taken from outside: the ports of the recogniser are wrapped, and one stage is on at any time.

import type { Frame, Networks } from '../src/core/ports.ts'

export const STAGES = ['resize', 'detect', 'examine', 'embed', 'track'] as const
/** `examine` is second look, landmarks, alignment and quality; `track` is scene cut, tracking, evidence and decision. */
export type Stage = (typeof STAGES)[number]

export class StageMeter {
  readonly #microseconds = new Map<Stage, number>()
  #stage: Stage | undefined
  #detections = 0
  #since = process.cpuUsage()

  /** All CPU of the process since the last call goes to the stage that was on. */
  switchTo(stage: Stage | undefined): void {
    const now = process.cpuUsage()
    const spent = now.user + now.system - this.#since.user - this.#since.system
    this.#since = now
    if (this.#stage) this.#microseconds.set(this.#stage, (this.#microseconds.get(this.#stage) ?? 0) + spent)
    this.#stage = stage
  }

  milliseconds(stage: Stage): number {
    return (this.#microseconds.get(stage) ?? 0) / 1000
  }

  async #during<T>(stage: Stage, work: () => Promise<T>, after: Stage): Promise<T> {
    this.switchTo(stage)
    try {
      return await work()
    } finally {
      this.switchTo(after)
    }
  }

  frame(frame: Frame): Frame {
    this.#detections = 0
    return {
      ...frame,
      resized: (width, height) => this.#during('resize', () => frame.resized(width, height), 'track'),
      image: () => this.#during('resize', () => frame.image(), 'examine'),
      close: () => {
        frame.close()
      },
    }
  }

  /** The first detection of a frame is on the whole picture, all others are second looks. */
  networks(networks: Networks): Networks {
    const { detector, landmarker, embedder } = networks
    return {
      ...networks,
      detector: {
        ...detector,
        detect: image =>
          this.#detections++ === 0
            ? this.#during('detect', () => detector.detect(image), 'track')
            : this.#during('examine', () => detector.detect(image), 'examine'),
      },
      landmarker: landmarker && {
        locate: (image, box) => this.#during('examine', () => landmarker.locate(image, box), 'examine'),
      },
      embedder: {
        space: embedder.space,
        embed: faces => this.#during('embed', () => embedder.embed(faces), 'track'),
      },
    }
  }
}
