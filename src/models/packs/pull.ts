// Bringing a pack's missing files into its folder: fetch, verify, then and only then move into place.

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { moveDurably } from '../../core/move-durably.ts'
import { sha256OfFile } from './files.ts'
import type { PackFile, PackManifest } from './manifest.ts'
import type { Source } from './source.ts'
import type { FetchContext, Fetchers } from './sources/fetcher.ts'
import { fetchHttpsFile } from './sources/https-file.ts'
import { fetchHttpsZip } from './sources/https-zip.ts'
import { fetchNpmTarball } from './sources/npm-tarball.ts'

const FETCHERS: Fetchers = { npm: fetchNpmTarball, file: fetchHttpsFile, zip: fetchHttpsZip }

/**
 * Fetches `files` of `pack` into `folder`. Whatever happens on the way, `folder` only ever holds verified files.
 * @throws RostroError download_failed, and the system's errors of writing
 */
export async function pullFiles(
  pack: Pick<PackManifest, 'name' | 'sources'>,
  files: readonly PackFile[],
  folder: string,
  context: FetchContext,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await mkdir(context.staging, { recursive: true })
  for (const [key, source] of Object.entries(pack.sources)) {
    const wanted = files.filter(file => file.from?.source === key)
    if (wanted.length === 0) continue
    try {
      await fetchFrom(source, wanted, context)
      for (const file of wanted) await place(file, context.staging, folder, context.signal)
    } catch (error) {
      context.signal.throwIfAborted()
      throw error instanceof RostroError ? explained(error, pack) : error
    }
  }
  await rm(context.staging, { recursive: true, force: true })
}

function fetchFrom(source: Source, files: readonly PackFile[], context: FetchContext): Promise<void> {
  switch (source.kind) {
    case 'npm':
      return FETCHERS.npm(source, files, context)
    case 'file':
      return FETCHERS.file(source, files, context)
    case 'zip':
      return FETCHERS.zip(source, files, context)
  }
}

async function place(file: PackFile, staging: string, folder: string, signal: AbortSignal): Promise<void> {
  const arrived = join(staging, file.name)
  const sha256 = await sha256OfFile(arrived)
  if (sha256 !== file.sha256) {
    await rm(arrived, { force: true })
    throw new RostroError(
      'download_failed',
      `${file.name} arrived with SHA-256 ${sha256} instead of ${file.sha256} and was thrown away`,
    )
  }
  signal.throwIfAborted()
  await moveDurably(arrived, join(folder, file.name))
}

function explained(error: RostroError, { name }: Pick<PackManifest, 'name'>): RostroError {
  const hint = 'try again, or without internet bring its files here in a folder and run "rostro models add DIR"'
  return new RostroError(error.code, `Could not pull the pack "${name}": ${error.message}; ${hint}.`, { cause: error })
}
