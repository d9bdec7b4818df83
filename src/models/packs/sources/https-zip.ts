// Files that lie in a zip on a web server: downloads the zip whole, takes out only the files named, drops the zip.

import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { messageOf, RostroError } from '../../../core/errors.ts'
import { isDiskFull, sha256Of, sha256OfFile, sizeOf } from '../files.ts'
import type { PackFile } from '../manifest.ts'
import type { SourceOf } from '../source.ts'
import { download } from './download.ts'
import type { Fetcher } from './fetcher.ts'

export const fetchHttpsZip: Fetcher<SourceOf<'zip'>> = async ({ url, bytes, sha256 }, files, context) => {
  const file = basename(new URL(url).pathname)
  // Named after its address, so that what an older manifest's zip left behind is never gone on from.
  const path = join(context.staging, `archive-${sha256Of(Buffer.from(url)).slice(0, 8)}.zip`)
  const onBytes = (receivedBytes: number) => {
    context.onProgress({ file, receivedBytes, totalBytes: bytes })
  }
  if ((await sizeOf(path)) !== bytes) await download({ url, bytes, path, onBytes, signal: context.signal }, context.download)
  try {
    const actual = sha256 === undefined ? undefined : await sha256OfFile(path)
    if (actual !== sha256)
      throw new RostroError(
        'download_failed',
        `${url} arrived with SHA-256 ${actual ?? ''} instead of ${sha256 ?? ''}; nothing of it was kept`,
      )
    await extract(path, files, context.staging, context.signal)
  } catch (error) {
    if (error instanceof RostroError || isDiskFull(error) || context.signal.aborted) throw error
    throw new RostroError('download_failed', `${url} is not a zip that can be read: ${messageOf(error)}`, { cause: error })
  } finally {
    // Its content is verified file by file; a zip that failed must not be taken for a good one by the next pull.
    if (!context.signal.aborted) await rm(path, { force: true })
  }
}

/** Writes each file under its manifest's name, never under the entry's, so no entry name can lead outside the folder. */
async function extract(path: string, files: readonly PackFile[], folder: string, signal: AbortSignal): Promise<void> {
  const zip = await openPromise(path, { autoClose: false })
  try {
    const entries = await entriesOf(zip)
    for (const file of files) {
      const entry = only(entries, file)
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, file.name)), { signal })
    }
  } finally {
    zip.close()
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  return entries
}

/** The one entry at that path, or at that path below one folder more: releases differ in wrapping their files in a folder. */
function only(entries: readonly Entry[], { name, bytes, from }: PackFile): Entry {
  const path = from?.path ?? name
  const found = entries.filter(entry => entry.fileName === path || entry.fileName.split('/').slice(1).join('/') === path)
  const [entry] = found
  if (!entry || found.length > 1)
    throw new RostroError('download_failed', `The zip holds ${found.length} files named ${path}, not one`)
  if (entry.uncompressedSize !== bytes) {
    throw new RostroError(
      'download_failed',
      `${path} in the zip has ${entry.uncompressedSize} bytes, not the ${bytes} its manifest names`,
    )
  }
  return entry
}
