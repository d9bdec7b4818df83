// One bit of a stopped database's files is another, and what is read afterwards: refused, the same as ever, or wrong.

import { execFileSync } from 'node:child_process'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { messageOf, RostroError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/ports.ts'
import { SPACE } from '../contracts/store-fixtures.ts'
import { numberedPerson } from './numbered-person.ts'

const PEOPLE = Array.from({ length: 60 }, (_, i) => numberedPerson('Person', i))
const PATIENCE_MS = 10_000

export const enrolPeople = async (store: Store): Promise<void> => {
  for (const { name, references } of PEOPLE) await store.enrol(name, references)
}

/** A place of a file. */
export interface Place {
  readonly file: string
  readonly offset: number
}

/** A file and where bytes of it may be changed. */
interface Stretch {
  readonly file: string
  readonly offsets: number | Uint32Array
}

/** All bytes of some files, or those that are not zero: most of a table's file is place for more. */
export async function placesIn(folder: string, files: readonly string[], nonZero: boolean): Promise<readonly Stretch[]> {
  return Promise.all(
    files.map(async file => {
      const { size } = await stat(join(folder, file))
      if (!nonZero) return { file, offsets: size }
      const handle = await open(join(folder, file))
      const bytes = await handle.readFile()
      await handle.close()
      const offsets: number[] = []
      for (const [offset, byte] of bytes.entries()) if (byte !== 0) offsets.push(offset)
      return { file, offsets: Uint32Array.from(offsets) }
    }),
  )
}

const countOf = ({ offsets }: Stretch): number => (typeof offsets === 'number' ? offsets : offsets.length)

/** Every byte as likely as any other. */
export function placeOf(stretches: readonly Stretch[], random: () => number): Place {
  let at = Math.floor(random() * stretches.reduce((sum, stretch) => sum + countOf(stretch), 0))
  for (const stretch of stretches) {
    const { file, offsets } = stretch
    if (at < countOf(stretch)) return { file, offset: typeof offsets === 'number' ? at : offsets[at]! }
    at -= countOf(stretch)
  }
  throw new Error('there is no place')
}

/** All files of a folder, by their paths in it. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

/** A folder that is not there yet becomes a copy of one, owners included. */
export const copyWhole = (from: string, to: string): void => void execFileSync('/bin/cp', ['-a', from, to])

/** Puts a copy of `whole` in the place of `folder`, with one bit changed. */
export async function flip(whole: string, folder: string, { file, offset }: Place, bit: number): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  copyWhole(whole, folder)
  const handle = await open(join(folder, file), 'r+')
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, offset)
  byte[0]! ^= 1 << bit
  await handle.write(byte, 0, 1, offset)
  await handle.close()
}

/**
 * Reads everybody and asks the gallery who each photo shows.
 * @returns the code with which it was refused; `same`; `somebody missing`; else what is wrong
 */
export async function survey(openStore: () => Promise<Store>): Promise<string> {
  const given = new AbortController()
  const late = setTimeout(PATIENCE_MS, 'does not answer', { signal: given.signal })
  try {
    return await Promise.race([read(openStore), late])
  } catch (error) {
    return error instanceof RostroError ? error.code : `failed: ${messageOf(error)}`
  } finally {
    late.catch(() => undefined)
    given.abort()
  }
}

async function read(openStore: () => Promise<Store>): Promise<string> {
  const store = await openStore()
  try {
    const problems: string[] = []
    const gallery = await openLiveGallery(store, { startThreshold: { similarity: 0.4 } }, SPACE, error => {
      problems.push(error instanceof RostroError ? error.code : messageOf(error))
    })
    try {
      if (problems[0] !== undefined) return problems[0]
      let missing = (await store.people()).length !== PEOPLE.length
      for (const { name, references } of PEOPLE) {
        for (const { template } of references) {
          const nearest = gallery.byReference(template, 1)[0]
          if (nearest && nearest.similarity >= 0.4 && nearest.name !== name) return `wrong name: ${name} is ${nearest.name}`
          if (!nearest || nearest.similarity < 0.4) missing = true
        }
      }
      return missing ? 'somebody missing' : 'same'
    } finally {
      gallery.close()
    }
  } finally {
    await store.close()
  }
}
