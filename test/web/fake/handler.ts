// What answers one route of the fake API; typed by the contract.

import type { z } from 'zod'
import type { AnswerOf, Api, ApiRoute } from '../../../src/server/contract/api.ts'
import type { World } from './world.ts'

type Parsed<Key extends ApiRoute, Name extends string> =
  Api[Key] extends Record<Name, infer Schema extends z.ZodType> ? z.output<Schema> : undefined

export interface Call<Key extends ApiRoute> {
  readonly world: World
  readonly params: Readonly<Record<string, string>>
  readonly query: Parsed<Key, 'query'>
  readonly body: Parsed<Key, 'body'>
  readonly pictures: Readonly<Record<string, Blob>>
}

export type Handler<Key extends ApiRoute> = (call: Call<Key>) => AnswerOf<Key> | Promise<AnswerOf<Key>>
export type Handlers<Keys extends ApiRoute = ApiRoute> = { readonly [Key in Keys]: Handler<Key> }

/** Splits a list into pages; the cursor is an offset. */
export function toPage<T>(
  items: readonly T[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
) {
  const from = Number(cursor ?? 0)
  const next = from + limit < items.length ? String(from + limit) : null
  return { items: items.slice(from, from + limit), next, total: items.length }
}
