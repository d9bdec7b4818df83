// Backups of a whole store: made while others work with it, tried out, and brought back.

import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { backupLines, fileFromLines, type BackupHeading, type Digests, type FileMade } from '../../stores/backup-lines.ts'
import { beginFilling, bringKeys, compareTables, copyTables, filled, requireSettled } from '../../stores/copy-tables.ts'
import { MOVED } from '../../stores/moved.ts'
import { sealedByOf } from '../../stores/open-sealing.ts'
import { isServerAddress } from '../../stores/open-store.ts'
import { openRawStore, type RawStore } from '../../stores/raw-store.ts'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { keysBeside } from '../../stores/sqlite-keys.ts'
import { typed } from '../../stores/tables.ts'
import { readBackupFile, writeBackupFile, type BackupSecret } from './backup-file.ts'
import { noteIn } from './note.ts'

export type FindSecret = (kind: 'passphrase' | 'file') => Promise<BackupSecret>

interface Progress {
  /** Hears of every so many rows. */
  readonly onRows?: ((rows: number) => void) | undefined
}

export interface BackupOptions extends Progress {
  /** Of the store. */
  readonly address: string
  readonly file: string
  readonly secret: BackupSecret
  /** This version. */
  readonly rostro: string
  /** Without those of a sealed store, whose deleted people's keys an old backup would still have. Default: with them. */
  readonly withKeys?: boolean | undefined
}

export interface BackedUp {
  /** Of the file. */
  readonly bytes: number
  readonly isSealed: boolean
}

/** Everything as it is at one moment, but what belongs to servers that run. @throws RostroError store_*, file_not_writable */
export async function backUp(options: BackupOptions): Promise<BackedUp> {
  const { address, file, secret, rostro, withKeys = true, onRows = () => {} } = options
  const store = await openRawStore(address)
  try {
    const made = await store.snapshot(async db => {
      const isSealed = await requireSettled(db, store.place)
      const sealedBy = await sealedByOf(typed(db))
      const lines = backupLines(db, rostro, onRows, withKeys ? store.keys.tables(typed(db)) : undefined)
      const bytes = await writeBackupFile(file, secret, untilSealedAnew(lines, store, sealedBy))
      return { bytes, isSealed }
    })
    await store.alone(async db => {
      // In a store that was moved away nothing is written any more.
      const moved = await db.selectFrom('settings').select('value').where('key', '=', MOVED).executeTakeFirst()
      if (!moved) await noteIn(db, 'store_backed_up', made)
    })
    return made
  } finally {
    await store.close()
  }
}

/** Keys that lie apart from the rows may be others by the time they are read. */
async function* untilSealedAnew(lines: AsyncIterable<string>, store: RawStore, sealedBy: string | undefined) {
  yield* lines
  if (!store.keys.isApart || (await sealedNow(store)) === sealedBy) return
  throw new RostroError('store_sealed', `The store ${store.place} was sealed or unsealed while it was backed up; start again.`)
}

/** Seen from a connection of its own, and not from the snapshot. */
async function sealedNow({ place }: RawStore): Promise<string | undefined> {
  const now = await openRawStore(place)
  try {
    return await sealedByOf(typed(now.db))
  } finally {
    await now.close()
  }
}

export interface OpenOptions extends Progress {
  readonly file: string
  readonly findSecret: FindSecret
}

export interface Verified {
  readonly heading: BackupHeading
  readonly people: number
  /** By table. */
  readonly digests: Digests
  /** Whether it was opened as a store is, and everybody looked at: for a sealed one that takes its keys and the master key. */
  readonly isTriedOut: boolean
}

/**
 * Brings the backup back into a store of its own, looks whether that is one, and throws it away.
 * @param folder where nobody else can read, with room for the whole store
 * @throws RostroError backup_invalid
 */
export async function verifyBackup(options: OpenOptions, folder: string): Promise<Verified> {
  return withDraft(join(folder, 'verified.db'), options, async (draft, { heading, digests }) => {
    const isTriedOut = (!heading.sealed || heading.keys) && (await tryOut(draft, heading.sealed))
    return { heading, people: digests['people']?.rows ?? 0, digests, isTriedOut }
  })
}

/** Opened as every store is, each person and each entry of the record looked at. @returns false where the master key is not here */
async function tryOut(draft: string, isSealed: boolean): Promise<boolean> {
  const store = await openSqliteStore(draft).catch((error: unknown) => {
    if (isSealed && error instanceof RostroError && error.code === 'store_sealed') return undefined
    throw error
  })
  if (!store) return false
  try {
    const people = await store.people()
    for (const { id } of people) await store.references({ personId: id })
    const broken = await store.audit.verify()
    if (broken === undefined) return true
    const sentence = `The backup can be restored, but its record of what was done does not fit together from entry ${broken} on.`
    throw new RostroError('backup_invalid', sentence)
  } finally {
    await store.close()
  }
}

export interface RestoreOptions extends OpenOptions {
  /** The store it becomes. */
  readonly address: string
  /** A file that is there is kept under another name. */
  readonly replace: boolean
  /** As for verifying, where the store is on a server. */
  readonly folder: string
}

export interface Restored {
  readonly heading: BackupHeading
  readonly people: number
  /** Where what was there before is now. */
  readonly aside: string | undefined
}

/**
 * Makes the store of the backup: whole or not at all. Nobody stays signed in.
 * @throws RostroError backup_invalid, store_occupied, store_sealed, store_newer, usage_invalid
 */
export function restoreBackup(options: RestoreOptions): Promise<Restored> {
  return isServerAddress(options.address) ? restoreToServer(options) : restoreToFile(options)
}

async function restoreToFile(options: RestoreOptions): Promise<Restored> {
  const file = resolve(options.address)
  const isThere = await exists(file)
  if (isThere && !options.replace) {
    const sentence = `There is a store at ${file}; add --replace, which keeps it under another name, or name another place.`
    throw new RostroError('store_occupied', sentence)
  }
  return withDraft(file, options, async (draft, { heading, digests }) => {
    // Of a backup without keys they are expected to lie there.
    const keysStay = heading.sealed && !heading.keys
    const aside = isThere ? await putAside(file, keysStay) : undefined
    if (heading.keys) await rename(keysBeside(draft), keysBeside(file))
    await rename(draft, file)
    return { heading, people: digests['people']?.rows ?? 0, aside }
  })
}

async function restoreToServer(options: RestoreOptions): Promise<Restored> {
  if (options.replace)
    throw new RostroError('usage_invalid', 'A database is never replaced; make a new one, and restore into that.')
  const to = await openRawStore(options.address)
  try {
    return await withDraft(join(options.folder, 'restored.db'), options, async (draft, { heading, digests }) => {
      if (heading.sealed && !heading.keys) throw keyless(options.file)
      const from = await openRawStore(draft)
      try {
        await copyInto(from, to, heading)
      } finally {
        await from.close()
      }
      return { heading, people: digests['people']?.rows ?? 0, aside: undefined }
    })
  } finally {
    await to.close()
  }
}

const keyless = (file: string): RostroError =>
  new RostroError(
    'store_sealed',
    `The backup ${file} is of a sealed store and has no keys; restore it into a file, beside its keys, and move that.`,
  )

async function copyInto(from: RawStore, to: RawStore, { keys }: BackupHeading): Promise<void> {
  await beginFilling(to)
  await from.snapshot(async db => {
    await copyTables(db, to, () => {})
    await compareTables(db, to, () => {})
  })
  if (keys) await bringKeys(from.keys.tables(), to)
  await filled(to)
}

/** A store's file made of the backup, at this Rostro's schema; it is gone afterwards unless it got another name. */
async function withDraft<T>(
  beside: string,
  { file, findSecret, onRows }: OpenOptions,
  use: (draft: string, made: FileMade) => Promise<T>,
): Promise<T> {
  const draft = `${beside}.${randomUUID()}`
  try {
    await mkdir(dirname(draft), { recursive: true, mode: 0o700 })
    const made = await readBackupFile(file, findSecret, lines => fileFromLines(draft, lines, onRows))
    await chmod(draft, 0o600)
    const store = await openRawStore(draft)
    try {
      await store.write(async db => {
        for (const table of ['sessions', 'attempts']) await db.deleteFrom(table).execute()
        await noteIn(db, 'store_restored', { of: made.heading.createdAt })
      })
    } finally {
      await store.close()
    }
    return await use(draft, made)
  } finally {
    for (const made of [draft, keysBeside(draft)]) for (const suffix of ['', '-wal', '-shm']) await rm(made + suffix, { force: true }) // prettier-ignore
  }
}

/** The log first: a store without it is whole but for the newest, and a log without its store is nothing. */
async function putAside(file: string, keysStay: boolean): Promise<string> {
  const aside = `${file}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  const places = [{ from: file, to: aside }, ...(keysStay ? [] : [{ from: keysBeside(file), to: keysBeside(aside) }])]
  for (const { from, to } of places) {
    for (const suffix of ['-wal', '-shm', '']) await renameIfThere(from + suffix, to + suffix)
  }
  return aside
}

/** Without looking first: whoever closes the store last takes its log away. */
const renameIfThere = (from: string, to: string): Promise<void> =>
  rename(from, to).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  })

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    },
  )
