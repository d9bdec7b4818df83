// The faces a clip shows, followed and embedded at every detection and remembered, so that rules can be tried on them in seconds.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolderOf } from '../../src/app/evaluation/observer.ts'
import { centre } from '../../src/core/geometry/box.ts'
import { placeDetection } from '../../src/core/geometry/detection.ts'
import type { Networks } from '../../src/core/ports.ts'
import { toTemplate } from '../../src/core/template.ts'
import type { EmbeddingSpace, FaceSignals, Point } from '../../src/core/types.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { examine, isFace } from '../../src/recognition/examine.ts'
import { judge } from '../../src/recognition/quality.ts'
import { SceneCutDetector } from '../../src/recognition/scene-cut.ts'
import { Tracker } from '../../src/tracking/tracker.ts'
import { openSource } from '../../src/video/open-source.ts'
import type { Sample } from './tracks.ts'

export interface ClipFrame extends Sample {
  readonly atMs: number
  readonly at: Point
}

/** As the recognizer detects: see recognizerSettings. */
const DETECT_EVERY_MS = 120
/** Raised whenever faces are followed, measured or embedded differently. */
const FOLLOWED_AS = 1

interface Kept {
  readonly track: number
  readonly atMs: number
  readonly at: Point
  readonly signals: FaceSignals
  /** float32, base64. */
  readonly vector: string
}

/** The tracks of a clip that surely show a face, longest first. Tracks end where the detector loses a face or the picture is cut. */
export async function clipTracks(clip: string, name: string, networks: Networks): Promise<ClipFrame[][]> {
  const { space } = networks.embedder
  const folder = cacheFolderOf(rostroHome())
  const file = join(folder, `clip-${name}-${space.slice(0, 16)}-${FOLLOWED_AS}.json`)
  const kept = await readFile(file, 'utf8').then(
    text => JSON.parse(text) as Kept[],
    () => undefined,
  )
  const seen = kept ?? (await follow(clip, networks))
  if (!kept) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(file, JSON.stringify(seen), { mode: 0o600 })
  }
  const tracks = new Map<number, ClipFrame[]>()
  for (const { track, atMs, at, signals, vector } of seen) {
    const template = toTemplate({ space: space satisfies EmbeddingSpace, vector: floats(vector) })
    if (!template) continue
    const quality = judge(signals, networks.embeddingLengths).value
    tracks.set(track, [...(tracks.get(track) ?? []), { atMs, at, template, quality }])
  }
  return [...tracks.values()].sort((a, b) => b.length - a.length)
}

async function follow(clip: string, networks: Networks): Promise<Kept[]> {
  const { detector } = networks
  const tracker = new Tracker({ startScore: detector.scores.start })
  const cuts = new SceneCutDetector()
  const sure = new Set<number>()
  const all: Kept[] = []
  let detectedAtMs = -Infinity
  for await (const frame of (await openSource(clip)).frames()) {
    if (frame.atMs - detectedAtMs >= DETECT_EVERY_MS - 10) {
      detectedAtMs = frame.atMs
      const { width, height } = detector.workingSize(frame)
      const small = await frame.resized(width, height)
      if (cuts.isCut(small)) tracker.end(frame.atMs)
      const detections = await detector.detect(small)
      const placement = { sx: frame.width / width, sy: frame.height / height }
      const { seen } = tracker.step(
        detections.map(d => placeDetection(d, placement)),
        frame.atMs,
      )
      const due = seen.filter(({ track }) => tracker.canConfirm(track.id))
      const examined = await examine(
        await frame.image(),
        due.map(({ detection }) => detection),
        networks,
        { secondLook: true, embedAll: true },
      )
      for (const [i, face] of examined.entries()) {
        if (!isFace(face)) continue
        const track = due[i]!.track.id
        if (face.surelyAFace) sure.add(track)
        const vector = Buffer.from(face.template.vector.buffer).toString('base64')
        all.push({ track, atMs: frame.atMs, at: centre(face.detection.box), signals: face.signals, vector })
      }
    }
    frame.close()
  }
  return all.filter(({ track }) => sure.has(track))
}

const floats = (base64: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer)
