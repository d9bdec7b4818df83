// Who of LFW is for fitting and who for testing: people of the open-set list are only ever tested with.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { centralFace, type ObservedFace } from '../../src/evaluation/observation.ts'
import { parsePairs } from '../../src/evaluation/pairs.ts'
import { judge } from '../../src/recognition/quality.ts'
import type { Template } from '../../src/core/types.ts'
import type { AccuracyContext, MeasuredPack } from './section.ts'

export interface LfwPhoto {
  /** Relative to `data/lfw`. */
  readonly image: string
  readonly face: ObservedFace
  readonly template: Template
  /** 0–100. */
  readonly quality: number
}

export interface ListedPhoto {
  readonly role: 'reference' | 'probe' | 'stranger'
  readonly person: string
  readonly image: string
}

/** Two labels, one woman: seen by eye among the most similar pairs (the first is one photo under two names). */
export const SAME_PERSON = [
  ['Martha_Bowen', 'Gabrielle_Rose'],
  ['Nora_Bendijo', 'Flor_Montulo'],
  ['Cristina_Kirchner', 'Cristina_Fernandez'],
] as const

const personOf = (image: string): string => image.split('/')[0]!

export async function openSetList({ shared }: AccuracyContext): Promise<ListedPhoto[]> {
  const text = await readFile(join(shared, 'data/lfw/identification.tsv'), 'utf8')
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split('\t') as [ListedPhoto['role'], string, string])
    .map(([role, person, image]) => ({ role, person, image }))
}

/** Photos of people who are in pairs.tsv and not in the open-set list, by person; in alphabetic order. */
export async function calibrationPeople(context: AccuracyContext, pack: MeasuredPack): Promise<ReadonlyMap<string, LfwPhoto[]>> {
  const tested = new Set((await openSetList(context)).map(({ person }) => person))
  const pairs = parsePairs(await readFile(join(context.shared, 'data/lfw/pairs.tsv'), 'utf8'), 'pairs.tsv')
  const images = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].filter(image => !tested.has(personOf(image))).sort()
  return byPerson(await lookAt(context, pack, images))
}

/** The face in the middle of each photo; photos without one are left out. */
export async function lookAt(context: AccuracyContext, pack: MeasuredPack, images: readonly string[]): Promise<LfwPhoto[]> {
  const observer = await context.observer(pack)
  const photos = images.map(image => {
    const path = join(context.shared, 'data/lfw', image)
    return { name: path, image, bytes: () => readFile(path) }
  })
  return (await observer.observeAll(photos)).flatMap(({ photo, observation }) => {
    const face = observation && centralFace(observation)
    if (!face) return []
    const quality = judge(face.signals, observer.networks.embeddingLengths).value
    return [{ image: photo.image, face, template: face.template, quality }]
  })
}

export function byPerson(photos: readonly LfwPhoto[]): Map<string, LfwPhoto[]> {
  const people = new Map<string, LfwPhoto[]>()
  for (const photo of photos) people.set(personOf(photo.image), [...(people.get(personOf(photo.image)) ?? []), photo])
  return people
}
