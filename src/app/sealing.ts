// Sealing of the people's store as an operator asks for it: where the master key comes from, is made, and is exchanged.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { RostroError } from '../core/errors.ts'
import { isGalleryFile } from '../core/gallery-files.ts'
import { dropSnapshot } from '../gallery/snapshot.ts'
import { rostroKeys } from '../models/packs/home.ts'
import { createMasterKey, type MasterKey } from '../sealing/master-key.ts'
import { masterKeysFrom, type MasterKeys } from '../sealing/master-keys.ts'
import { isServerAddress, storePlace } from '../stores/open-store.ts'
import { storeAddress } from './store-address.ts'

export interface Sealing {
  readonly file: string
  /** Where the master key is, or comes from. */
  readonly where: string
  readonly state: 'clear' | 'sealed' | 'unfinished'
  /** Which master key wraps new keys. */
  readonly masterId: string | undefined
  /** How many people, events and visits have a key. */
  readonly owners: number
}

export interface Sealed {
  readonly rows: number
  readonly damaged: readonly string[]
  readonly where: string
  /** As it is written on a recovery sheet. */
  readonly sheet: string
}

interface Asked {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly onProgress?: ((done: number, all: number) => void) | undefined
}

export async function sealingState({ home, env }: Asked): Promise<Sealing> {
  const file = storeFile(home, env)
  if (!existsSync(file)) return { file, where: '', state: 'clear', masterId: undefined, owners: 0 }
  const { keyFile, ...state } = await (await converter()).sealingOf(file)
  return { file, where: keyFile === undefined ? '' : find(file, env)(keyFile).where, ...state }
}

/** @param keyFile where to put the master key. Default: the user's folder for settings. @throws RostroError usage_invalid, store_* */
export async function sealStore(asked: Asked & { readonly keyFile?: string | undefined }): Promise<Sealed> {
  const { home, env, keyFile } = asked
  const file = storeFile(home, env)
  const begun = await sealingState(asked)
  if (begun.state === 'sealed') throw new RostroError('usage_invalid', `The store ${file} is sealed already.`)
  const { sealStoreAt, sealingOf } = await converter()
  // Begun before, it goes on with the key it began with.
  const known = begun.state === 'unfinished' ? (await sealingOf(file)).keyFile : undefined
  const place = resolve(known ?? keyFile ?? join(rostroKeys(), `${randomBytes(4).toString('hex')}.key`))
  const keys = find(file, env)(place)
  if (keys.write && !existsSync(keys.where)) await keys.write([createMasterKey()])
  const [master] = await keys.read()
  if (!existsSync(file)) await (await (await import('../stores/sqlite.ts')).openSqliteStore(file)).close()
  const sealed = await sealStoreAt(file, place, { findMasterKeys: find(file, env), onProgress: asked.onProgress })
  await dropGalleries(home)
  return { ...sealed, where: keys.where, sheet: master!.text }
}

/** @throws RostroError usage_invalid, store_* */
export async function unsealStore(asked: Asked) {
  const file = storeFile(asked.home, asked.env)
  return (await converter()).unsealStoreAt(file, { findMasterKeys: find(file, asked.env), onProgress: asked.onProgress })
}

/** New keys for everybody, another rotation and another hash of names. @throws RostroError usage_invalid, store_* */
export async function resealStore(asked: Asked) {
  const file = storeFile(asked.home, asked.env)
  const { resealStoreAt } = await converter()
  const resealed = await resealStoreAt(file, { findMasterKeys: find(file, asked.env), onProgress: asked.onProgress })
  await dropGalleries(asked.home)
  return resealed
}

export interface Rotated {
  readonly keys: number
  readonly where: string
  readonly sheet: string
  /** Whether the old key is gone from its source, or still has to be taken out. */
  readonly isOldGone: boolean
}

/**
 * Another master key wraps everything, while a server works. A file of ours gets a new key; any other source must give the new key
 * first and the old one after it. @throws RostroError usage_invalid, store_*
 */
export async function rotateMasterKey(asked: Asked): Promise<Rotated> {
  const file = storeFile(asked.home, asked.env)
  const source = await sourceOf(asked)
  const before = await source.read()
  if (!source.write && before.length === 1) {
    const sentence = `Give the new master key first and the old one after it, a line each, in ${source.where}; "rostro seal key" makes a new one.`
    throw new RostroError('usage_invalid', sentence)
  }
  const fresh: MasterKey = source.write ? createMasterKey() : before[0]!
  if (source.write) await source.write([fresh, ...before])
  const keys = await (await converter()).rewrapKeysAt(file, find(file, asked.env))
  if (source.write) await source.write([fresh])
  return { keys, where: source.where, sheet: fresh.text, isOldGone: source.write !== undefined }
}

/** As it is written on a recovery sheet. @throws RostroError usage_invalid, store_sealed */
export async function recoverySheet(asked: Asked): Promise<string> {
  const [master] = await (await sourceOf(asked)).read()
  return master!.text
}

/** A new master key, for a source that is no file of ours. */
export const newMasterKey = (): string => createMasterKey().text

async function sourceOf({ home, env }: Asked): Promise<MasterKeys> {
  const file = storeFile(home, env)
  const { keyFile } = existsSync(file) ? await (await converter()).sealingOf(file) : {}
  if (keyFile === undefined) throw new RostroError('usage_invalid', `The store ${file} is not sealed.`)
  return find(file, env)(keyFile)
}

const find =
  (file: string, env: NodeJS.ProcessEnv) =>
  (keyFile: string): MasterKeys =>
    masterKeysFrom(env, { home: dirname(resolve(file)), file: keyFile })

function storeFile(home: string, env: NodeJS.ProcessEnv): string {
  const address = storeAddress(home, env)
  if (!isServerAddress(address)) return resolve(address)
  const sentence = `Only a store in a file can be sealed so far; encrypt the disks and backups of ${storePlace(address)} instead.`
  throw new RostroError('usage_invalid', sentence)
}

/** Copies of templates as they were kept until now. */
async function dropGalleries(home: string): Promise<void> {
  for (const name of await readdir(home)) if (isGalleryFile(name)) await dropSnapshot(join(home, name))
}

/** SQLite is loaded where there is something to do. */
const converter = () => import('../stores/convert-sealing.ts')
