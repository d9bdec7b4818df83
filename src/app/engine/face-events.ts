// The faces of one source as events of the timeline: one from appearing to leaving, saved when it has something new to say.

import { randomUUID } from 'node:crypto'
import type { FaceEvent, Shot } from '../../core/records.ts'
import type { Decision, Image, Track } from '../../core/types.ts'
import type { BestFace, FrameResult, PooledFace } from '../../recognition/recognized.ts'

export interface FaceEventsOptions {
  readonly source: { readonly id: string; readonly name: string }
  readonly now: () => Date
  readonly encodeCrop: (image: Image) => Promise<Uint8Array>
  /** A shot comes only when it is a new one; `pooled` is all that was seen of the face so far. */
  readonly save: (event: FaceEvent, shot: Shot | undefined, pooled: PooledFace | undefined) => void
}

/** A name or `unknown` counts from so many frames of evidence on. */
const MIN_FRAMES = 2
/** Whoever was never decided is worth an entry only after this long. */
const MIN_UNDECIDED_MS = 1000
/** A better picture alone is saved at most this often. */
const SHOT_PAUSE_MS = 2000
/** Whoever stays is saved again after this long, so that a crash loses little of how long they stayed. */
const STILL_THERE_MS = 30_000

interface Sighting {
  readonly id: string
  readonly startedAt: Date
  decision: Decision
  frames: number
  best: BestFace | undefined
  pooled: PooledFace | undefined
  saved: boolean
  savedShot: BestFace | undefined
  savedAtMs: number
}

export class FaceEvents {
  readonly #options: FaceEventsOptions
  readonly #sightings = new Map<number, Sighting>()
  /** Saves go out in order, though crops are encoded in between. */
  #saving: Promise<void> = Promise.resolve()

  constructor(options: FaceEventsOptions) {
    this.#options = options
  }

  /** The event of a track that is followed at this moment. */
  eventOf(trackId: number): string | undefined {
    return this.#sightings.get(trackId)?.id
  }

  /** Takes in one frame's result; at the end of the source, the one of Recognizer.end(). */
  take(result: FrameResult): void {
    const changed = new Set<number>()
    for (const { type, track, decision } of result.events) {
      if (type === 'left') this.#end(track, decision, result.atMs)
      else changed.add(track.id)
    }
    for (const { track, decision, frames, best, pooled } of result.faces) {
      const sighting = this.#sighting(track, decision, result.atMs)
      Object.assign(sighting, { decision, frames, best, pooled })
      const isPicture = decision.liveness?.outcome === 'attack'
      const decided = (decision.outcome !== 'undecided' || isPicture) && frames >= MIN_FRAMES
      const better = best !== sighting.savedShot && result.atMs - sighting.savedAtMs >= SHOT_PAUSE_MS
      const stillThere = result.atMs - sighting.savedAtMs >= STILL_THERE_MS
      if (sighting.saved ? changed.has(track.id) || better || stillThere : decided) this.#save(sighting, undefined, result.atMs)
    }
  }

  /** Resolves when all that was taken in is saved. */
  settled(): Promise<void> {
    return this.#saving
  }

  #sighting(track: Track, decision: Decision, atMs: number): Sighting {
    const sighting = this.#sightings.get(track.id) ?? {
      id: randomUUID(),
      startedAt: this.#timeOf(track.firstSeenAtMs, atMs),
      decision,
      frames: 0,
      best: undefined,
      pooled: undefined,
      saved: false,
      savedShot: undefined,
      savedAtMs: -Infinity,
    }
    this.#sightings.set(track.id, sighting)
    return sighting
  }

  #end(track: Track, decision: Decision, atMs: number): void {
    const sighting = this.#sightings.get(track.id)
    if (!sighting) return
    this.#sightings.delete(track.id)
    sighting.decision = decision
    const worthIt = sighting.saved || track.lastSeenAtMs - track.firstSeenAtMs >= MIN_UNDECIDED_MS
    if (worthIt) this.#save(sighting, this.#timeOf(track.lastSeenAtMs, atMs), atMs)
  }

  #save(sighting: Sighting, endedAt: Date | undefined, atMs: number): void {
    const { id, startedAt, decision, frames, best, pooled } = sighting
    const shot = best === sighting.savedShot ? undefined : best
    Object.assign(sighting, { saved: true, savedShot: best, savedAtMs: atMs })
    const { source, encodeCrop, save } = this.#options
    const quality = best?.quality ?? 0
    const event = { id, sourceId: source.id, sourceName: source.name, startedAt, endedAt, decision, frames, quality }
    this.#saving = this.#saving.then(async () => {
      // A picture that cannot be encoded costs the picture, not the event.
      const crop = shot && (await encodeCrop(shot.crop).catch(() => undefined))
      save(event, shot && crop && { template: shot.template, quality: shot.quality, crop }, pooled)
    })
  }

  /** The time of day of a frame's time. */
  #timeOf(frameMs: number, atMs: number): Date {
    return new Date(this.#options.now().getTime() - (atMs - frameMs))
  }
}
