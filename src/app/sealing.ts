// Sealing of the people's store as an operator asks for it: where the master key comes from, is made and is exchanged, and that nobody else works.

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
import { livingServer } from './nodes/living-server.ts'
import { storeAddress } from './store-address.ts'

export interface Sealing {
  /** Of the store, for people. */
  readonly place: string
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
  /** Waits while looking whether other servers live. Default: by the clock. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
}

export async function sealingState(asked: Asked): Promise<Sealing> {
  const { address, place, isThere } = storeOf(asked)
  if (!isThere) return { place, where: '', state: 'clear', masterId: undefined, owners: 0 }
  const { keyFile, ...state } = await (await converter()).sealingOf(address)
  return { place, where: keyFile === undefined ? '' : find(asked)(keyFile).where, ...state }
}

/** @param keyFile where to put the master key. Default: the user's folder for settings. @throws RostroError usage_invalid, server_running, store_* */
export async function sealStore(asked: Asked & { readonly keyFile?: string | undefined }): Promise<Sealed> {
  const { address, place, isThere } = storeOf(asked)
  const begun = await sealingState(asked)
  if (begun.state === 'sealed') throw new RostroError('usage_invalid', `The store ${place} is sealed already.`)
  const { sealStoreAt, sealingOf } = await converter()
  // Begun before, it goes on with the key it began with.
  const known = begun.state === 'unfinished' ? (await sealingOf(address)).keyFile : undefined
  const file = resolve(known ?? asked.keyFile ?? join(rostroKeys(), `${randomBytes(4).toString('hex')}.key`))
  const keys = find(asked)(file)
  if (keys.write && !existsSync(keys.where)) await keys.write([createMasterKey()])
  const [master] = await keys.read()
  if (!isThere) await (await (await import('../stores/sqlite.ts')).openSqliteStore(address)).close()
  await requireNobody(asked)
  const sealed = await sealStoreAt(address, file, { findMasterKeys: find(asked), onProgress: asked.onProgress })
  await dropGalleries(asked.home)
  return { ...sealed, where: keys.where, sheet: master!.text }
}

/** @throws RostroError usage_invalid, server_running, store_* */
export async function unsealStore(asked: Asked) {
  await requireNobody(asked)
  const { unsealStoreAt } = await converter()
  return unsealStoreAt(storeOf(asked).address, { findMasterKeys: find(asked), onProgress: asked.onProgress })
}

/** New keys for everybody, another rotation and another hash of names. @throws RostroError usage_invalid, server_running, store_* */
export async function resealStore(asked: Asked) {
  await requireNobody(asked)
  const { resealStoreAt } = await converter()
  const resealed = await resealStoreAt(storeOf(asked).address, { findMasterKeys: find(asked), onProgress: asked.onProgress })
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
 * Another master key wraps everything, while servers work. A file of ours gets a new key; any other source must give the new key
 * first and the old one after it, and so must each machine's where servers share the store. @throws RostroError usage_invalid, store_*
 */
export async function rotateMasterKey(asked: Asked): Promise<Rotated> {
  const { address } = storeOf(asked)
  const source = await sourceOf(asked)
  const before = await source.read()
  const isGiven = before.length > 1 && (!source.write || isServerAddress(address))
  const others = isGiven || !source.write ? undefined : await livingServerOf(asked)
  if (!isGiven && (!source.write || others !== undefined)) {
    const where =
      others === undefined ? source.where : `${source.where} here and where the other servers have it (${others} works)`
    const sentence = `Give the new master key first and the old one after it, a line each, in ${where}; "rostro seal key" makes a new one.`
    throw new RostroError('usage_invalid', sentence)
  }
  const fresh: MasterKey = isGiven ? before[0]! : createMasterKey()
  if (source.write && !isGiven) await source.write([fresh, ...before])
  const keys = await (await converter()).rewrapKeysAt(address, find(asked))
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

async function sourceOf(asked: Asked): Promise<MasterKeys> {
  const { address, place, isThere } = storeOf(asked)
  const { keyFile } = isThere ? await (await converter()).sealingOf(address) : {}
  if (keyFile === undefined) throw new RostroError('usage_invalid', `The store ${place} is not sealed.`)
  return find(asked)(keyFile)
}

/** The master key lies neither in the data folder nor with the store. */
const find =
  (asked: Asked) =>
  (keyFile: string): MasterKeys => {
    const { address } = storeOf(asked)
    return masterKeysFrom(asked.env, { home: isServerAddress(address) ? asked.home : dirname(address), file: keyFile })
  }

function storeOf({ home, env }: Asked) {
  const address = storeAddress(home, env)
  if (isServerAddress(address)) return { address, place: storePlace(address), isThere: true }
  const file = resolve(address)
  return { address: file, place: file, isThere: existsSync(file) }
}

/** Servers of this machine show in its data folder, all others in the leases. @throws RostroError server_running */
async function requireNobody(asked: Asked): Promise<void> {
  const living = await livingServerOf(asked)
  if (living === undefined) return
  const sentence = `The server ${living} works with ${storeOf(asked).place}; stop every server first, and start them again afterwards.`
  throw new RostroError('server_running', sentence)
}

async function livingServerOf(asked: Asked): Promise<string | undefined> {
  const { address } = storeOf(asked)
  if (!isServerAddress(address)) return undefined
  return (await converter()).withLeases(address, leases => livingServer(leases, asked.pause))
}

/** Copies of templates as they were kept until now. */
async function dropGalleries(home: string): Promise<void> {
  for (const name of await readdir(home)) if (isGalleryFile(name)) await dropSnapshot(join(home, name))
}

/** A database's driver is loaded where there is something to do. */
const converter = () => import('../stores/convert-sealing.ts')
