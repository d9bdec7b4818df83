// Takes people of an exported folder into the store, each whole or not at all; templates where they fit the networks, else from the photos.

import { RostroError, messageOf } from '../../core/errors.ts'
import type { NewReference, Store } from '../../core/ports.ts'
import { toTemplate } from '../../core/template.ts'
import type { EmbeddingSpace, Person } from '../../core/types.ts'
import type { EmbeddedCrop } from '../embed-crop.ts'
import { vectorFromText, type ExportedPerson, type ExportedPhoto } from './format.ts'
import type { PeopleFolder } from './read-folder.ts'

export const ON_CONFLICT = ['skip', 'merge', 'rename'] as const

export interface ImportOptions {
  readonly store: Pick<Store, 'findPerson' | 'references' | 'enrol' | 'addReferences'>
  /** Of the networks in use. */
  readonly space: EmbeddingSpace
  readonly dimensions: number
  /** The face of a picture by those networks, or why there is none. */
  readonly embed: (picture: Uint8Array) => Promise<EmbeddedCrop | string>
  /** A picture as it may be kept: a JPEG without anything else in it. @throws RostroError image_* */
  readonly toCrop: (picture: Uint8Array) => Promise<Uint8Array>
  /** What happens where somebody has the name: the newcomer is left out, is the same person, or gets a number. */
  readonly onConflict: (typeof ON_CONFLICT)[number]
  /** Templates are made of the photos even where the folder has some. */
  readonly embedAgain: boolean
  /** Everything but the writing. */
  readonly dryRun: boolean
  readonly signal?: AbortSignal | undefined
}

export interface ImportedPerson {
  readonly name: string
  readonly outcome: 'added' | 'merged' | 'renamed' | 'skipped' | 'refused'
  /** The name they have here. */
  readonly as: string
  readonly photos: number
  /** Of them, those whose template was made here. */
  readonly embedded: number
  /** What was not taken, and why. */
  readonly problems: readonly string[]
}

/** Ends early where the signal aborts, between two people. @throws RostroError store_* */
export async function* importPeople(folder: PeopleFolder, options: ImportOptions): AsyncGenerator<ImportedPerson, void, void> {
  for await (const person of folder.read()) {
    if (options.signal?.aborted) return
    yield await importPerson(folder, options, person)
  }
}

async function importPerson(folder: PeopleFolder, options: ImportOptions, person: ExportedPerson): Promise<ImportedPerson> {
  const { store, onConflict, dryRun } = options
  const { name } = person
  const none = { name, as: name, photos: 0, embedded: 0 }
  const existing = await holderOf(store, name)
  if (existing && onConflict === 'skip') return { ...none, outcome: 'skipped', problems: [] }
  const kept = existing && onConflict === 'merge' ? await store.references({ personId: existing.id }) : []
  const { references, embedded, problems } = await referencesOf(folder, options, person)
  const further = references.filter(reference => !kept.some(other => isSame(reference, other)))
  if (references.length === 0) return { ...none, outcome: 'refused', problems }
  const consent = person.consent && { ...person.consent, givenAt: new Date(person.consent.givenAt) }
  try {
    if (existing && onConflict === 'merge') {
      if (further.length > 0 && !dryRun) await store.addReferences(existing.id, further, consent)
      return { name, as: existing.name, outcome: 'merged', photos: further.length, embedded, problems }
    }
    const as = existing ? await freeName(store, name) : name
    if (!dryRun) await store.enrol(as, references, consent)
    return { name, as, outcome: existing ? 'renamed' : 'added', photos: references.length, embedded, problems }
  } catch (error) {
    // A name that may not be, or that somebody took meanwhile.
    if (!(error instanceof RostroError) || (error.kind !== 'input' && error.kind !== 'usage')) throw error
    return { ...none, outcome: 'refused', problems: [...problems, error.message] }
  }
}

async function referencesOf(folder: PeopleFolder, options: ImportOptions, { photos }: ExportedPerson) {
  const references: NewReference[] = []
  const problems: string[] = []
  let embedded = 0
  for (const [i, photo] of photos.entries()) {
    try {
      const crop = await folder.photo(photo).then(bytes => (bytes ? options.toCrop(bytes) : new Uint8Array(0)))
      const brought = options.embedAgain ? undefined : templateOf(photo, options)
      const face = brought ?? (crop.length > 0 ? await options.embed(crop) : 'it has no photo, and no template for these models')
      if (typeof face === 'string') problems.push(`photo ${i + 1}: ${face}`)
      else {
        references.push({ ...face, crop, source: photo.source, createdAt: new Date(photo.createdAt) })
        if (!brought) embedded++
      }
    } catch (error) {
      if (!(error instanceof RostroError) || error.kind !== 'input') throw error
      problems.push(`photo ${i + 1}: ${messageOf(error)}`)
    }
  }
  return { references, embedded, problems }
}

/** The photo's own template, where it is one of these networks. */
function templateOf({ templates }: ExportedPhoto, { space, dimensions }: ImportOptions): EmbeddedCrop | undefined {
  const own = templates.find(template => template.space === space)
  const vector = own && vectorFromText(own.vector)
  const template = vector?.length === dimensions ? toTemplate({ space, vector }) : undefined
  return own && template && { template, quality: own.quality }
}

/** An id found under a name is chance, or somebody trying. */
async function holderOf(store: ImportOptions['store'], name: string): Promise<Person | undefined> {
  const found = await store.findPerson(name)
  return found?.id === name ? undefined : found
}

async function freeName(store: ImportOptions['store'], name: string): Promise<string> {
  for (let n = 2; ; n++) {
    const numbered = `${name} (${n})`
    if (!(await store.findPerson(numbered))) return numbered
  }
}

/** The same photo imported twice would count twice. */
function isSame(a: NewReference, b: NewReference): boolean {
  if (a.crop.length > 0 && Buffer.from(a.crop).equals(b.crop)) return true
  return a.template.space === b.template.space && a.template.vector.every((value, i) => value === b.template.vector[i])
}
