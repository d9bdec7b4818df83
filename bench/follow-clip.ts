// Runs a clip through the whole pipeline with people enrolled and keeps the story of every confirmed track.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openRostro, type Rostro } from '../src/app/open-rostro.ts'
import { photoFile, startEnrolment, storeEnrolment, tryPhotos } from '../src/app/register.ts'
import { watch } from '../src/app/watch.ts'
import type { Box, Outcome } from '../src/core/types.ts'
import type { RecognizerSettings } from '../src/recognition/recognizer.ts'
import { openSource } from '../src/video/open-source.ts'

export interface Seen {
  readonly atMs: number
  readonly box: Box
  readonly outcome: Outcome
  readonly name: string | undefined
  /** Cosine of everybody compared with, by name. */
  readonly similarities: ReadonlyMap<string, number>
}

export interface TrackStory {
  readonly id: number
  readonly firstSeenAtMs: number
  /** One a frame in which the track was confirmed. */
  readonly seen: readonly Seen[]
}

export interface ClipStory {
  readonly frames: number
  readonly tracks: readonly TrackStory[]
}

/** Registers one person a photo, named after the file. */
export async function enrolPhotos(rostro: Rostro, photos: readonly string[]): Promise<void> {
  for (const photo of photos) {
    const enrolment = startEnrolment(rostro)
    for await (const { verdict } of tryPhotos(enrolment, [photoFile(photo)])) {
      if (!verdict.kept) throw new Error(`${photo} was not kept: ${'reason' in verdict ? verdict.reason : verdict.error.message}`)
    }
    await storeEnrolment(rostro, basename(photo, '.png'), enrolment)
  }
}

/** Rostro with nobody but the people of these photos; they go at close. */
export async function openWith(photos: readonly string[], threads?: number): Promise<Rostro> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
  const rostro = await openRostro({ people: join(folder, 'people.db'), pack: 'mobile', threads })
  await enrolPhotos(rostro, photos)
  return {
    ...rostro,
    close: async () => {
      await rostro.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function followClip(rostro: Rostro, clip: string, settings: RecognizerSettings): Promise<ClipStory> {
  const tracks = new Map<number, { firstSeenAtMs: number; seen: Seen[] }>()
  let frames = 0
  for await (const { frame, result } of watch(rostro, await openSource(clip), settings)) {
    if (frame) frames++
    for (const { track, decision } of result.faces) {
      const story = tracks.get(track.id) ?? { firstSeenAtMs: track.firstSeenAtMs, seen: [] }
      tracks.set(track.id, story)
      story.seen.push({
        atMs: result.atMs,
        box: track.box,
        outcome: decision.outcome,
        name: decision.candidate?.name,
        similarities: new Map(decision.candidates.map(c => [c.name, c.similarity])),
      })
    }
  }
  return { frames, tracks: [...tracks].map(([id, story]) => ({ id, ...story })) }
}
