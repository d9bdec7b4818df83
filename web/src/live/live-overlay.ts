// Boxes over this browser's own camera: sends frames, sets the answers in motion, draws them, and measures the round trip.

import type { LiveFace } from '../../../src/client.ts'
import type { LiveConnection, LiveNews } from './connection.ts'
import { drawFaces, drawnOutcome, wipe } from './draw-faces.ts'
import { FaceTracks } from './face-tracks.ts'
import { FramePump, type PumpCounts, type SentFrame } from './frame-pump.ts'
import { RoundTrips, type DrawnFrame, type RoundTripSummary } from './round-trips.ts'

/** When the camera stands still for so long, time goes on without it, so that boxes fade rather than stay. */
const STALLED_MS = 200

export interface OverlayOptions {
  readonly video: HTMLVideoElement
  readonly canvas: HTMLCanvasElement
  readonly connection: LiveConnection
  readonly mirrored: boolean
  /** Asked for each face at each drawing, so that a change of language shows at once. */
  readonly labelOf: (face: LiveFace) => string
  readonly onFaces: (faces: readonly LiveFace[]) => void
}

interface Answer extends SentFrame {
  readonly tookMs: number
  /** Of the picture the boxes refer to. */
  readonly pictureWidth: number
  readonly pictureHeight: number
}

export class LiveOverlay {
  readonly #options: OverlayOptions
  readonly #pump: FramePump
  readonly #tracks = new FaceTracks()
  readonly #trips = new RoundTrips()
  readonly #unsubscribe: () => void
  #shown = { capturedAt: 0, presentedAt: 0 }
  #picture = { width: 1, height: 1 }
  #undrawn: Answer | undefined
  #drawnFor: number | undefined
  #drawing: number

  constructor(options: OverlayOptions) {
    this.#options = options
    options.connection.sendFramesFor({ type: 'recognize' })
    this.#pump = new FramePump(options.video, options.connection, capturedAt => {
      this.#shown = { capturedAt, presentedAt: performance.now() }
    })
    this.#unsubscribe = options.connection.subscribe(news => {
      this.#hear(news)
    })
    this.#drawing = requestAnimationFrame(this.#draw)
  }

  get counts(): PumpCounts {
    return this.#pump.counts
  }

  summary(): RoundTripSummary | undefined {
    return this.#trips.summary(performance.now())
  }

  stop(): void {
    cancelAnimationFrame(this.#drawing)
    this.#unsubscribe()
    this.#pump.stop()
    const { canvas } = this.#options
    wipe(canvas, canvas.clientWidth, canvas.clientHeight)
  }

  #hear(news: LiveNews): void {
    const sent = this.#pump.hear(news)
    if (news.type !== 'faces' || !sent) return
    this.#picture = { width: news.width, height: news.height }
    this.#tracks.answer(sent.capturedAt, news.faces, this.#now())
    this.#undrawn = { ...sent, tookMs: news.tookMs, pictureWidth: news.width, pictureHeight: news.height }
    this.#options.onFaces(news.faces)
  }

  /** When the picture on the screen was captured. */
  #now(): number {
    const { capturedAt, presentedAt } = this.#shown
    return capturedAt + Math.max(0, performance.now() - presentedAt - STALLED_MS)
  }

  readonly #draw = (): void => {
    this.#drawing = requestAnimationFrame(this.#draw)
    // Between two pictures of the camera nothing moves: drawing then would only cost.
    const now = this.#now()
    if (now === this.#drawnFor && !this.#undrawn) return
    this.#drawnFor = now
    const { canvas, mirrored, labelOf } = this.#options
    const [width, height] = [canvas.clientWidth, canvas.clientHeight]
    const context = wipe(canvas, width, height)
    if (!context) return
    const faces = this.#tracks
      .shownAt(now)
      .map(({ face, box, opacity }) => ({ box, opacity, outcome: drawnOutcome(face), label: labelOf(face) }))
    const { width: pictureWidth, height: pictureHeight } = this.#picture
    drawFaces(context, faces, { width, height, pictureWidth, pictureHeight, mirrored })
    canvas.dataset['faces'] = String(faces.length)
    if (this.#undrawn) this.#measure(this.#undrawn)
    this.#undrawn = undefined
  }

  #measure({ capturedAt, tookMs, encodeMs, width, bytes }: Answer): void {
    const drawnAt = performance.now()
    const drawn: DrawnFrame = { drawnAt, roundTripMs: drawnAt - capturedAt, tookMs, encodeMs, width, bytes }
    this.#trips.add(drawn)
    // For benchmarks and the curious: window.addEventListener('rostro:drawn', …)
    window.dispatchEvent(new CustomEvent('rostro:drawn', { detail: drawn }))
  }
}
