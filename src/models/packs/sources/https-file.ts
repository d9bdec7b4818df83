// Files that lie on a web server as they are.

import { join } from 'node:path'
import { download } from './download.ts'
import type { Fetcher } from './fetcher.ts'
import type { SourceOf } from '../source.ts'

export const fetchHttpsFile: Fetcher<SourceOf<'file'>> = async ({ url }, files, context) => {
  for (const { name, bytes } of files) {
    const onBytes = (receivedBytes: number) => {
      context.onProgress({ file: name, receivedBytes, totalBytes: bytes })
    }
    await download({ url, bytes, path: join(context.staging, name), onBytes, signal: context.signal }, context.download)
  }
}
