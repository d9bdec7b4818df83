// Calls to the engine's thread that are not answered yet: numbered, bounded, and failed together when the thread dies.

import type { Worker } from 'node:worker_threads'
import { fromCarried } from '../../core/carried-error.ts'
import { RostroError } from '../../core/errors.ts'
import { packed, type ArgumentsOf, type FromWorker, type Method, type ResultOf } from './wire.ts'

/** In all, and of those that carry whole photos, which wait in memory. */
const MAX_CALLS = 512
const MAX_PHOTOS = 24
const WITH_PHOTOS: ReadonlySet<Method> = new Set<Method>(['recognize', 'verify', 'offerPhoto', 'embedCrop'])

interface Waiting {
  readonly method: Method
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

export class Calls {
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  /** @throws RostroError too_many_requests, and what the engine throws */
  make<Name extends Method>(worker: Pick<Worker, 'postMessage'>, method: Name, args: ArgumentsOf<Name>): Promise<ResultOf<Name>> {
    if (method !== 'close' && this.#isFull(method))
      return Promise.reject(
        new RostroError('too_many_requests', 'Recognition is busy with too many requests: try again in a moment.'),
      )
    const id = this.#next++
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject })
      const { value, buffers } = packed({ id, method, args })
      worker.postMessage(value, buffers)
    }) as Promise<ResultOf<Name>>
  }

  settle(message: Extract<FromWorker, { type: 'result' | 'error' }>): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'result') waiting?.resolve(message.result)
    else waiting?.reject(fromCarried(message.error))
  }

  failAll(error: Error): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of all) reject(error)
  }

  #isFull(method: Method): boolean {
    if (this.#waiting.size >= MAX_CALLS) return true
    if (!WITH_PHOTOS.has(method)) return false
    let photos = 0
    for (const waiting of this.#waiting.values()) if (WITH_PHOTOS.has(waiting.method)) photos++
    return photos >= MAX_PHOTOS
  }
}
