// Backups of a whole store: made while others work with it, tried out, and brought back.

import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { backupLines, fileFromLines, type BackupHeading, type Digests, type FileMade } from '../../stores/backup-lines.ts'
import { beginFilling, compareTables, copyTables, filled, requireUnsealed } from '../../stores/copy-tables.ts'
import { isServerAddress } from '../../stores/open-store.ts'
import { openRawStore, type RawStore } from '../../stores/raw-store.ts'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { readBackupFile, writeBackupFile, type BackupSecret } from './backup-file.ts'

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
}

/** Everything as it is at one moment, but what belongs to servers that run. @returns the file's bytes. @throws RostroError store_*, file_not_writable */
export async function backUp({ address, file, secret, rostro, onRows = () => {} }: BackupOptions): Promise<number> {
  const store = await openRawStore(address)
  try {
    return await store.snapshot(db => writeBackupFile(file, secret, backupLines(db, rostro, onRows)))
  } finally {
    await store.close()
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
}

/**
 * Brings the backup back into a store of its own, looks whether that is one, and throws it away.
 * @param folder where nobody else can read, with room for the whole store
 * @throws RostroError backup_invalid
 */
export async function verifyBackup(options: OpenOptions, folder: string): Promise<Verified> {
  return withDraft(join(folder, 'verified.db'), options, async (draft, { heading, digests }) => {
    if (!heading.sealed) await tryOut(draft)
    return { heading, people: digests['people']?.rows ?? 0, digests }
  })
}

/** Opened as every store is, each person and each entry of the record looked at. */
async function tryOut(draft: string): Promise<void> {
  const store = await openSqliteStore(draft)
  try {
    const people = await store.people()
    for (const { id } of people) await store.references({ personId: id })
    const broken = await store.audit.verify()
    if (broken === undefined) return
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
    const aside = isThere ? await putAside(file) : undefined
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
      const from = await openRawStore(draft)
      try {
        await requireUnsealed(from.db, options.file)
        await copyInto(from, to)
      } finally {
        await from.close()
      }
      return { heading, people: digests['people']?.rows ?? 0, aside: undefined }
    })
  } finally {
    await to.close()
  }
}

async function copyInto(from: RawStore, to: RawStore): Promise<void> {
  await beginFilling(to)
  await from.snapshot(async db => {
    await copyTables(db, to, () => {})
    await compareTables(db, to, () => {})
  })
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
      })
    } finally {
      await store.close()
    }
    return await use(draft, made)
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(draft + suffix, { force: true })
  }
}

/** The log first: a store without it is whole but for the newest, and a log without its store is nothing. */
async function putAside(file: string): Promise<string> {
  const aside = `${file}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  for (const suffix of ['-wal', '-shm', '']) if (await exists(file + suffix)) await rename(file + suffix, aside + suffix)
  return aside
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    },
  )
