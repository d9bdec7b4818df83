// Files that lie in a package of the npm registry: takes the tarball alone, runs nothing of it and installs none of its dependencies.

import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { messageOf, RostroError } from '../../../core/errors.ts'
import { isDiskFull } from '../files.ts'
import type { SourceOf } from '../source.ts'
import type { Fetcher } from './fetcher.ts'

/** pacote checks the tarball against the integrity and asks the registry, proxy and credentials of the user's npm settings. */
export const fetchNpmTarball: Fetcher<SourceOf<'npm'>> = async (source, files, context) => {
  // Loading it takes a quarter of a second, which only pulling needs to spend.
  const { default: pacote } = await import('pacote')
  const spec = `${source.name}@${source.version}`
  const tarball = join(context.staging, 'package.tgz')
  const folder = join(context.staging, 'package')
  const options = {
    ...(await context.npmOptions()),
    integrity: source.integrity,
    // An exact version with its integrity cannot go out of date, so what npm has cached is as good.
    preferOffline: true,
    memoize: false,
    // pacote's time limit is one of silence: it starts anew with each packet.
    timeout: context.download.stallTimeoutMs,
    fetchRetries: context.download.attempts - 1,
    fetchRetryMintimeout: context.download.retryDelayMs,
    fetchRetryMaxtimeout: 8000,
    signal: context.signal,
  }
  try {
    await pacote.tarball.stream(
      spec,
      stream => pipeline(counted(stream), createWriteStream(tarball), { signal: context.signal }),
      options,
    )
    await pacote.extract(tarball, folder, { integrity: source.integrity, ...cacheOf(options) })
    for (const file of files) await rename(join(folder, file.from?.path ?? file.name), join(context.staging, file.name))
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof RostroError || isDiskFull(error)) throw error
    throw new RostroError('download_failed', `${spec} did not come from the npm registry: ${messageOf(error)}`, { cause: error })
  } finally {
    await rm(tarball, { force: true })
    await rm(folder, { force: true, recursive: true })
  }

  async function* counted(chunks: Readable): AsyncGenerator<Buffer> {
    let receivedBytes = 0
    // npm's cache reports a broken stream once more after iterating it has already thrown; unheard, that would end the process.
    chunks.on('error', () => {})
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      receivedBytes += chunk.byteLength
      if (receivedBytes > source.bytes)
        throw new RostroError('download_failed', `${spec} is longer than the ${source.bytes} bytes its manifest names`)
      context.onProgress({ file: spec, receivedBytes, totalBytes: source.bytes })
      yield chunk
    }
  }
}

const cacheOf = (options: Readonly<Record<string, unknown>>) =>
  typeof options['cache'] === 'string' ? { cache: options['cache'] } : {}
