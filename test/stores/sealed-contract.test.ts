// The store contract, kept by a sealed SQLite store.

import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { storeContract } from '../contracts/store.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { templatesAreRotated } from './rotated.ts'
import { seal, sealedPlace, type SealedPlace } from './sealed-store.ts'

templatesAreRotated()

/** Sealed once, and copied for every test. */
let first: Promise<{ readonly folder: string; readonly place: SealedPlace }> | undefined

async function sealedOnce() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-sealed-'))
  const place = await sealedPlace(join(folder, 'data', 'people.db'))
  await seal(place)
  return { folder, place }
}

afterAll(async () => {
  if (first) await rm((await first).folder, { recursive: true, force: true })
})

storeContract('sealed SQLite', async () => {
  first ??= sealedOnce()
  const { place } = await first
  const folder = await mkdtemp(join(tmpdir(), 'rostro-sealed-'))
  const file = join(folder, 'people.db')
  for (const suffix of ['', '.keys']) await copyFile(place.file + suffix, file + suffix)
  return {
    open: () => openSqliteStore(file, { findMasterKeys: place.findMasterKeys }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
})
