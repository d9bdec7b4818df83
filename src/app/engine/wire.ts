// What main thread and engine worker say to each other: calls with a number, their answers, and what the listener hears.

import type { CarriedError } from '../../core/carried-error.ts'
import type { RostroOptions } from '../open-rostro.ts'
import type { EngineListener, LocalEngine } from './engine.ts'

export type Method = keyof LocalEngine
export type ArgumentsOf<Name extends Method> = Parameters<LocalEngine[Name]>
export type ResultOf<Name extends Method> = Awaited<ReturnType<LocalEngine[Name]>>

export type EngineOptions = Pick<RostroOptions, 'home' | 'people' | 'pack' | 'device' | 'threads'>

export interface Call {
  readonly id: number
  readonly method: Method
  readonly args: readonly unknown[]
}

type Progress = Parameters<NonNullable<RostroOptions['onPull']>>[0]

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: CarriedError }
  /** Every second. */
  | { readonly type: 'alive' }
  | { readonly type: 'pull'; readonly progress: Progress }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: CarriedError }
  | { readonly type: 'heard'; readonly what: keyof EngineListener; readonly args: readonly unknown[] }

/**
 * The same values with byte arrays of their own, and the buffers of those to hand over. One copy of exactly these bytes:
 * cloning a part of a larger buffer would carry all of it, and handing over the caller's would take it away from the caller.
 */
export function packed<T>(value: T): { readonly value: T; readonly buffers: ArrayBuffer[] } {
  const buffers: ArrayBuffer[] = []
  const own = (part: unknown): unknown => {
    if (part instanceof Uint8Array) {
      const copy = new Uint8Array(part)
      buffers.push(copy.buffer)
      return copy
    }
    if (Array.isArray(part)) return part.map(own)
    // Dates, typed arrays and the like are cloned as they are.
    if (part === null || typeof part !== 'object' || Object.getPrototypeOf(part) !== Object.prototype) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, own(inner)]))
  }
  return { value: own(value) as T, buffers }
}
