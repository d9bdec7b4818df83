// One file over https, resumed where the last attempt stopped; knows nothing of packs.

import { open, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { RostroError } from '../../../core/errors.ts'
import { codeOf, parseJson, sizeOf, writeAtomically } from '../files.ts'

export interface DownloadOptions {
  /** Nothing arriving for this long ends the attempt. */
  readonly stallTimeoutMs: number
  /** Attempts in a row that bring nothing new before giving up. */
  readonly attempts: number
  /** Wait before the second attempt; doubles each time, at most 8 s. */
  readonly retryDelayMs: number
  /** Also accept http://127.0.0.1 and http://localhost. For tests. */
  readonly allowLoopbackHttp: boolean
}

export interface Download {
  readonly url: string
  /** Exact size; a longer answer is refused while it arrives. */
  readonly bytes: number
  /** Where the whole file lands; `<path>.part` and `<path>.part.json` lie beside it in between. */
  readonly path: string
  readonly onBytes: (receivedBytes: number) => void
  readonly signal: AbortSignal
}

/** Worth another attempt: the line, not the request, was at fault. */
class Interrupted extends Error {}

const MAX_REDIRECTS = 5

const Note = z.object({ url: z.string(), validator: z.string().optional() })

/**
 * Leaves exactly `bytes` bytes at `path`; their content is the caller's to verify.
 * @throws RostroError download_failed
 */
export async function download(task: Download, options: DownloadOptions): Promise<void> {
  const part = `${task.path}.part`
  let furthest = (await sizeOf(part)) ?? 0
  for (let failures = 0; ;) {
    try {
      await attempt(task, part, options)
      await rename(part, task.path)
      await rm(`${part}.json`, { force: true })
      return
    } catch (error) {
      task.signal.throwIfAborted()
      if (!(error instanceof Interrupted)) throw error
      const received = (await sizeOf(part)) ?? 0
      failures = received > furthest ? 1 : failures + 1
      furthest = Math.max(furthest, received)
      if (failures >= options.attempts) throw new RostroError('download_failed', `${task.url} ${error.message}`, { cause: error })
      await wait(Math.min(options.retryDelayMs * 2 ** (failures - 1), 8000), undefined, { signal: task.signal })
    }
  }
}

async function attempt(task: Download, part: string, options: DownloadOptions): Promise<void> {
  const stall = createStallTimer(options.stallTimeoutMs)
  const signal = AbortSignal.any([task.signal, stall.signal])
  try {
    const note = await readNote(part)
    const have = note?.url === task.url ? ((await sizeOf(part)) ?? 0) : 0
    if (have === task.bytes) return
    const range = note?.validator && have > 0 && have < task.bytes ? { range: `bytes=${have}-`, 'if-range': note.validator } : {}
    const response = await follow(task.url, { 'accept-encoding': 'identity', ...range }, signal, options.allowLoopbackHttp)
    stall.restart()
    const start = await startOf(response, have, task)
    const file = await open(part, start === 0 ? 'w' : 'a')
    try {
      // After the old bytes are gone and before new ones come: the note never speaks of bytes it does not belong to.
      if (start === 0) await writeAtomically(`${part}.json`, JSON.stringify({ url: task.url, validator: validatorOf(response) }))
      let received = start
      task.onBytes(received)
      for await (const chunk of bodyOf(response)) {
        stall.restart()
        received += chunk.byteLength
        if (received > task.bytes) await refuseTooLong(task)
        await file.appendFile(chunk)
        task.onBytes(received)
      }
      if (received < task.bytes) throw new Interrupted(`ended after ${received} of ${task.bytes} bytes`)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (stall.signal.aborted) throw new Interrupted(`sent nothing for ${options.stallTimeoutMs / 1000} s`, { cause: error })
    if (isNetworkError(error)) throw new Interrupted(`cannot be reached (${codeOf(error) ?? 'network error'})`, { cause: error })
    throw error
  } finally {
    stall.stop()
  }
}

/** The first byte the answer brings: 0, or where the partial file ends when the server agreed to go on from there. */
async function startOf(response: Response, have: number, task: Download): Promise<number> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  if (response.status === 206) {
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? []
    if (Number(first) === have && Number(total) === task.bytes) return have
  } else if (response.status === 200) {
    if (length > task.bytes) {
      await response.body?.cancel()
      await refuseTooLong(task)
    }
    return 0
  }
  await response.body?.cancel()
  if (response.status === 206 || response.status === 416) {
    await forget(`${task.path}.part`)
    throw new Interrupted('answered with another part than was asked for')
  }
  // 408, 425 and 429 ask to come again later; the server's own troubles (5xx) may pass too.
  if ([408, 425, 429].includes(response.status) || response.status >= 500)
    throw new Interrupted(`answered HTTP ${response.status}`)
  throw new RostroError('download_failed', `${task.url} answered HTTP ${response.status}`)
}

async function follow(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  allowLoopbackHttp: boolean,
): Promise<Response> {
  let address = new URL(url)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const loopback = address.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(address.hostname)
    if (address.protocol !== 'https:' && !(allowLoopbackHttp && loopback)) {
      throw new RostroError('download_failed', `${url} leads to ${address.origin}, which is not https`)
    }
    const response = await fetch(address, { headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    address = new URL(location, address)
  }
  throw new RostroError('download_failed', `${url} redirects more than ${MAX_REDIRECTS} times`)
}

/** A strong ETag, else the modification date: If-Range takes nothing weaker (RFC 9110, 13.1.5). */
function validatorOf(response: Response): string | undefined {
  const etag = response.headers.get('etag')
  if (etag !== null && !etag.startsWith('W/')) return etag
  return response.headers.get('last-modified') ?? undefined
}

/** Where a partial file came from; a note that cannot be read is none, and the download starts anew. */
async function readNote(part: string): Promise<{ url: string; validator?: string | undefined } | undefined> {
  if ((await sizeOf(`${part}.json`)) === undefined) return undefined
  return Note.safeParse(parseJson(await readFile(`${part}.json`, 'utf8'))).data
}

const forget = async (part: string): Promise<void> => {
  await rm(part, { force: true })
  await rm(`${part}.json`, { force: true })
}

async function refuseTooLong({ url, bytes, path }: Download): Promise<never> {
  await forget(`${path}.part`)
  throw new RostroError(
    'download_failed',
    `${url} sends more than the ${bytes} bytes its manifest names; it is not the file it should be`,
  )
}

async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body) yield* response.body as unknown as AsyncIterable<Uint8Array>
}

/** fetch() reports every broken line as a TypeError with the system's error as its cause. */
const isNetworkError = (error: unknown) => error instanceof TypeError && error.cause !== undefined

function createStallTimer(ms: number) {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(new Error('stalled'))
  }, ms)
  return {
    signal: controller.signal,
    restart: () => {
      timer.refresh()
    },
    stop: () => {
      clearTimeout(timer)
    },
  }
}
