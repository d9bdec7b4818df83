// Writes people into a folder of the open format: whole or not at all, readable by its owner alone.

import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { messageOf, RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { EmbeddingSpace, Person, Reference } from '../../core/types.ts'
import {
  FORMAT,
  FORMAT_VERSION,
  PEOPLE_FILE,
  vectorToText,
  type ExportedPerson,
  type ExportedPhoto,
  type Heading,
  type SpaceMade,
} from './format.ts'

export interface ExportOptions {
  readonly store: Pick<Store, 'person' | 'references' | 'consent'>
  /** Must not be there, or be empty. */
  readonly folder: string
  readonly people: readonly Person[]
  readonly withPhotos: boolean
  readonly withTemplates: boolean
  /** Rostro's version, for whoever wonders later. */
  readonly rostro: string
  /** How the spaces of packs known here are made. */
  readonly spaces: Readonly<Record<string, SpaceMade>>
  readonly onProgress?: ((done: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Exported {
  readonly people: number
  readonly photos: number
}

/** @throws RostroError file_not_writable, store_*; the signal's reason. Nothing stays in the folder then. */
export async function exportPeople(options: ExportOptions): Promise<Exported> {
  const folder = resolve(options.folder)
  await refuseOccupied(folder)
  const draft = `${folder}.${randomUUID()}`
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(join(draft, 'photos'), { recursive: true, mode: 0o700 })
    const exported = await write(options, draft)
    if (exported.photos === 0 || !options.withPhotos) await rmdir(join(draft, 'photos'))
    await rename(draft, folder)
    return exported
  } catch (error) {
    if (error instanceof RostroError || options.signal?.aborted) throw error
    throw new RostroError('file_not_writable', `Cannot write ${folder} (${messageOf(error)}); check the folder.`, {
      cause: error,
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function write(options: ExportOptions, draft: string): Promise<Exported> {
  const { store, people, rostro, spaces, onProgress = () => {}, signal } = options
  const file = await open(join(draft, PEOPLE_FILE), 'wx', 0o600)
  try {
    const line = (value: Heading | ExportedPerson) => file.write(`${JSON.stringify(value)}\n`)
    await line({ format: FORMAT, version: FORMAT_VERSION, exportedAt: new Date().toISOString(), rostro, spaces })
    const written = { people: 0, photos: 0 }
    for (const [i, person] of people.entries()) {
      signal?.throwIfAborted()
      // Whoever was deleted meanwhile has none left.
      const references = await store.references({ personId: person.id })
      if (references.length > 0) {
        const exported = await toExported(options, person, references, String(i + 1).padStart(6, '0'), draft)
        await line(exported)
        written.people++
        written.photos += exported.photos.length
      }
      onProgress(i + 1)
    }
    await file.sync()
    return written
  } finally {
    await file.close()
  }
}

async function toExported(
  { store, withPhotos, withTemplates }: ExportOptions,
  person: Person,
  references: readonly Reference[],
  number: string,
  draft: string,
): Promise<ExportedPerson> {
  const templates = withTemplates ? await templatesOf(store, person.id) : new Map<string, ExportedPhoto['templates']>()
  const photos: ExportedPhoto[] = []
  if (withPhotos) await mkdir(join(draft, 'photos', number), { mode: 0o700 })
  for (const [i, { id, source, createdAt, crop }] of references.entries()) {
    const file = `photos/${number}/${i + 1}.jpg`
    const isKept = withPhotos && crop.length > 0
    if (isKept) await writeFile(join(draft, file), crop, { flag: 'wx', mode: 0o600 })
    const sha256 = createHash('sha256').update(crop).digest('hex')
    const photo = { source, createdAt: createdAt.toISOString(), templates: templates.get(id) ?? [] }
    // One that came without its picture, and goes without its template, is nothing.
    if (isKept || photo.templates.length > 0) photos.push({ ...(isKept && { file, sha256 }), ...photo })
  }
  if (photos.length === 0) {
    const sentence = `Of ${person.name} there are templates only; export without leaving them out, or without that person.`
    throw new RostroError('usage_invalid', sentence)
  }
  const consent = await store.consent(person.id)
  return {
    name: person.name,
    createdAt: person.createdAt.toISOString(),
    ...(consent && { consent: { ...consent, givenAt: consent.givenAt.toISOString() } }),
    photos,
  }
}

/** In every space in which a photo has one. */
async function templatesOf(store: ExportOptions['store'], personId: string): Promise<Map<string, ExportedPhoto['templates']>> {
  const { spaces } = await store.person(personId)
  const found = new Map<string, ExportedPhoto['templates']>()
  for (const space of spaces) {
    for (const { id, template, quality } of await store.references({ personId, space: space as EmbeddingSpace })) {
      if (template.space !== space) continue
      const own = found.get(id) ?? []
      found.set(id, [...own, { space, quality, vector: vectorToText(template.vector) }])
    }
  }
  return found
}

/** @throws RostroError file_not_writable */
async function refuseOccupied(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new RostroError('file_not_writable', `${folder} is no folder that may be written; name another.`, { cause: error })
  })
  if (entries.length > 0) throw new RostroError('file_not_writable', `The folder ${folder} is not empty; name another.`)
}
