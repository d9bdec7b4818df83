// Attacks made of single photos, as files with a list that `rostro eval pad --labels` reads. They show faces: keep them out of the project.

import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Observer } from '../../src/app/evaluation/observer.ts'
import { parsePresentations } from '../../src/evaluation/pad.ts'
import { decodePhoto, encodeJpeg } from '../../src/video/photos.ts'
import type { Box, Image } from '../../src/core/types.ts'
import { Held } from './held.ts'
import { MEDIA } from './media.ts'

/** Raised whenever attacks are made differently. */
export const MADE_AS = 1
/** People of LFW with one photo each; with every second one of NUAA's 160, each species has 160 attacks. */
const LFW_PEOPLE = 80

export interface BonaFide {
  readonly path: string
  readonly subject: string
}

export interface MadePhotos {
  /** Relative paths in it are of `folder`; bona fide are the untouched photos. */
  readonly labels: string
  readonly folder: string
}

/** Every second of NUAA's bona fide photos, and one photo each of people of LFW. */
export async function bonaFidePhotos(shared: string): Promise<BonaFide[]> {
  const pad = join(shared, 'data/pad')
  const nuaa = parsePresentations(await readFile(join(pad, 'labels.tsv'), 'utf8'), 'labels.tsv')
    .filter(p => !p.isAttack && p.species === 'print')
    .filter((_, i) => i % 2 === 0)
    .map(p => ({ path: join(pad, p.image), subject: p.subject }))
  const lfw = (await readFile(join(shared, 'data/lfw/identification.tsv'), 'utf8'))
    .split('\n')
    .map(line => line.split('\t'))
    .filter(([role]) => role === 'stranger')
    .slice(0, LFW_PEOPLE)
    .map(([, person, image]) => ({ path: join(shared, 'data/lfw', image!), subject: person! }))
  return [...nuaa, ...lfw]
}

/** The face an attacker would show: the largest. */
export async function readFace(photo: BonaFide, observer: Observer): Promise<{ image: Image; face: Box } | undefined> {
  const bytes = () => readFile(photo.path)
  const face = (await observer.observe({ name: photo.path, bytes })).faces[0]?.box
  return face && { image: (await decodePhoto(await bytes(), { name: photo.path })).image, face }
}

/** Makes what is not there yet. The same photos give the same attacks. */
export async function makePhotoAttacks(shared: string, cache: string, observer: Observer): Promise<MadePhotos> {
  const folder = join(cache, `photos-${MADE_AS}`)
  const labels = join(folder, 'labels.tsv')
  if (existsSync(labels)) return { labels, folder }
  await mkdir(folder, { recursive: true })
  const lines: string[] = []
  for (const [i, photo] of (await bonaFidePhotos(shared)).entries()) {
    const seen = await readFace(photo, observer)
    if (!seen) continue
    lines.push([photo.path, 'bona-fide', '-', photo.subject].join('\t'))
    for (const [k, medium] of MEDIA.entries()) {
      const path = join(folder, `${medium}-${String(i).padStart(4, '0')}.jpg`)
      lines.push([path, 'attack', medium, photo.subject].join('\t'))
      if (existsSync(path)) continue
      const held = new Held(medium, seen.image, seen.face, i * MEDIA.length + k + 1)
      await writeFile(path, await encodeJpeg(held.picture(seen.image, seen.face), 88))
    }
  }
  await writeFile(labels, `${lines.join('\n')}\n`)
  return { labels, folder }
}
