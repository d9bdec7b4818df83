// Looks at clips and held-up photos once, through the real networks, and keeps the numbers outside the project.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { placeDetection } from '../../src/core/geometry/detection.ts'
import { nms } from '../../src/core/geometry/nms.ts'
import type { Detector, Networks } from '../../src/core/ports.ts'
import type { Detection, Image } from '../../src/core/types.ts'
import { detectWithin } from '../../src/recognition/views.ts'
import { lookForChallenge, type ChallengeFace } from '../../src/recognition/challenge/challenge-look.ts'
import { SceneCutDetector } from '../../src/recognition/scene-cut.ts'
import { Tracker } from '../../src/tracking/tracker.ts'
import { openSource } from '../../src/video/open-source.ts'
import { readPhoto } from '../../src/video/photos.ts'
import { holdUp, type Held } from './held-photo.ts'

export interface Seen {
  readonly atMs: number
  readonly face: ChallengeFace
}
/** One face through a clip, without a cut. */
export interface Track {
  readonly clip: string
  readonly looks: readonly Seen[]
}
export interface HeldPhoto {
  readonly photo: string
  readonly looks: readonly { readonly held: Held; readonly face: ChallengeFace | undefined }[]
}
/** Photos of one person, each looked at once. */
export interface Person {
  readonly name: string
  readonly faces: readonly ChallengeFace[]
}

export interface Material {
  readonly photos: readonly HeldPhoto[]
  readonly tracks: readonly Track[]
  readonly people: readonly Person[]
}

/** Raised whenever looks change. */
const LOOKED_AT_AS = 1
const CACHE = join(homedir(), '.cache', 'rostro-bench')
const MIN_FACE_PX = 90
const ANGLES = [-50, -35, -20, 0, 20, 35, 50]
const RADII = [0.6, 0.35]
/** Limits were chosen on photos that begin at the first name and at the 27th; these are others. */
const FIRST = 39

/** Float32Array does not survive JSON as such. */
const write = (_: string, value: unknown): unknown => (value instanceof Float32Array ? { f32: [...value] } : value)
const read = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'f32' in value ? Float32Array.from(value.f32 as number[]) : value

async function kept<T>(name: string, make: () => Promise<T>): Promise<T> {
  const file = join(CACHE, `challenge-${LOOKED_AT_AS}-${name}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'), read) as T
  const made = await make()
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(file, JSON.stringify(made, write))
  return made
}

export const tracksOf = (clip: string, path: string, networks: Networks): Promise<Track[]> =>
  kept(clip, async () => {
    const { detector } = networks
    const tracker = new Tracker({ startScore: detector.scores.start })
    const cuts = new SceneCutDetector()
    const tracks = new Map<number, Seen[]>()
    for await (const frame of (await openSource(path)).frames()) {
      const small = await frame.resized(detector.workingSize(frame).width, detector.workingSize(frame).height)
      if (cuts.isCut(small)) tracker.end(frame.atMs)
      const placement = { sx: frame.width / small.width, sy: frame.height / small.height }
      const found = nms(
        (await detector.detect(small)).map(d => placeDetection(d, placement)),
        0.35,
      )
      for (const { track, detection } of tracker.step(found, frame.atMs).seen) {
        if (detection.box.height < MIN_FACE_PX) continue
        const face = await faceOf(await frame.image(), detection, networks, track.id)
        if (face) tracks.set(track.id, [...(tracks.get(track.id) ?? []), { atMs: frame.atMs, face }])
      }
      frame.close()
    }
    return [...tracks.values()].filter(looks => looks.length >= 24).map(looks => ({ clip, looks }))
  })

export const heldPhotos = (folder: string, count: number, networks: Networks): Promise<HeldPhoto[]> =>
  kept(`held-${count}-from-${FIRST}`, async () => {
    const held: Held[] = [
      ...ANGLES.map(yaw => ({ yaw, pitch: 0, nearer: 1 })),
      ...ANGLES.filter(a => a !== 0).map(pitch => ({ yaw: 0, pitch, nearer: 1 })),
      ...RADII.flatMap(radius => ANGLES.map(yaw => ({ yaw, pitch: 0, nearer: 1, bend: { radius, about: 'upright' as const } }))),
      ...RADII.flatMap(radius => ANGLES.map(pitch => ({ yaw: 0, pitch, nearer: 1, bend: { radius, about: 'level' as const } }))),
      ...[1.15, 1.3, 1.45].map(nearer => ({ yaw: 0, pitch: 0, nearer })),
    ]
    const photos: HeldPhoto[] = []
    // Every name takes a step through the alphabet, so that no photographer or letter is preferred.
    const names = (await readdir(folder)).filter(name => !name.includes('.')).sort()
    for (let i = FIRST; photos.length < count && i < names.length; i += 53) {
      const name = names[i]!
      const { image } = await readPhoto(join(folder, name, (await readdir(join(folder, name)))[0]!))
      const looks = []
      for (const how of held) {
        const picture = holdUp(image, how)
        const found = await largestFace(picture, networks.detector)
        looks.push({ held: how, face: found && (await faceOf(picture, found, networks, 1)) })
      }
      photos.push({ photo: name, looks })
    }
    return photos
  })

export const peopleOf = (folder: string, minPhotos: number, networks: Networks): Promise<Person[]> =>
  kept(`people-${minPhotos}`, async () => {
    const people: Person[] = []
    for (const name of (await readdir(folder)).filter(n => !n.includes('.'))) {
      const files = await readdir(join(folder, name))
      if (files.length < minPhotos) continue
      const faces: ChallengeFace[] = []
      for (const file of files) {
        const { image } = await readPhoto(join(folder, name, file))
        const found = await largestFace(image, networks.detector)
        const face = found && (await faceOf(image, found, networks, 1))
        if (face) faces.push(face)
      }
      people.push({ name, faces })
    }
    return people
  })

async function largestFace(image: Image, detector: Detector): Promise<Detection | undefined> {
  const whole = { x: 0, y: 0, width: image.width, height: image.height }
  const found = (await detectWithin(image, whole, detector)).filter(d => d.detectionScore >= detector.scores.start)
  return found.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0]
}

async function faceOf(image: Image, detection: Detection, networks: Networks, trackId: number) {
  const seen = { atMs: 0, faces: 1, face: { trackId, detection }, liveness: undefined }
  const { face } = await lookForChallenge(image, seen, networks)
  // A template survives as a plain object; its brand is a matter of types.
  return face && { ...face, template: face.template }
}
