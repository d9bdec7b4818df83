// What every kind of source does for a pull: bring some files of a pack into a staging folder, unverified.

import type { PackFile } from '../manifest.ts'
import type { Source, SourceOf } from '../source.ts'
import type { DownloadOptions } from './download.ts'
import type { NpmOptions } from './npm-config.ts'

export interface PullProgress {
  /** What is being downloaded: a file, a zip or an npm package. */
  readonly file: string
  readonly receivedBytes: number
  readonly totalBytes: number
}

export interface FetchContext {
  /** A folder of this pull's own, on the same file system as the pack. What is left in it, the next pull may go on from. */
  readonly staging: string
  readonly onProgress: (progress: PullProgress) => void
  readonly signal: AbortSignal
  readonly download: DownloadOptions
  readonly npmOptions: () => Promise<NpmOptions>
}

/** Leaves each of `files` at `<staging>/<file.name>`; whoever called it verifies them. @throws RostroError download_failed */
export type Fetcher<S extends Source> = (source: S, files: readonly PackFile[], context: FetchContext) => Promise<void>

export type Fetchers = { readonly [Kind in Source['kind']]: Fetcher<SourceOf<Kind>> }
