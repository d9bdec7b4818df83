// The type of what answers a route, read off the table: the compiler demands a handler for every route and the right answer.

import type { z } from 'zod'
import type { SignedIn, Who } from './access.ts'
import type { AnswerOf, Api, ApiRoute, RequestOf } from './contract/api.ts'
import type { Scope, Tag } from './contract/route.ts'

/** What a handler may know of the call itself and say about its answer. */
export interface Call {
  readonly requestId: string
  /** Whose request it is on the network: to count attempts. */
  readonly address: string
  /** Ends the cookie with undefined. */
  setSession(token: string | undefined): void
  setStatus(status: number): void
  /** The cookie that came along, whether or not it is still good. */
  readonly sessionToken: string | undefined
}

type Caller<Access> = Access extends 'public' ? Who | undefined : Access extends { readonly scope: Scope } ? Who : SignedIn

type Output<Route, Name extends string> =
  Route extends Record<Name, infer Schema> ? (Schema extends z.ZodType ? z.output<Schema> : never) : undefined
type Params<Key extends ApiRoute> = RequestOf<Key> extends { params: infer Given } ? Given : undefined
type Bytes<Fields> = { readonly [Name in keyof Fields]: Uint8Array }
type Pictures<Key extends ApiRoute> = RequestOf<Key> extends { pictures: infer Fields } ? Bytes<Fields> : undefined

export interface HandlerRequest<Key extends ApiRoute> {
  readonly params: Params<Key>
  readonly query: Output<Api[Key], 'query'>
  readonly body: Output<Api[Key], 'body'>
  readonly pictures: Pictures<Key>
  readonly who: Caller<Api[Key]['access']>
  readonly call: Call
}

export type HandlerAnswer<Key extends ApiRoute> = AnswerOf<Key> extends Blob ? Uint8Array : AnswerOf<Key>

export type Handlers = { readonly [Key in ApiRoute]: (request: HandlerRequest<Key>) => Promise<HandlerAnswer<Key>> }

type RoutesOf<Wanted extends Tag> = { [Key in ApiRoute]: Api[Key]['tag'] extends Wanted ? Key : never }[ApiRoute]

/** The handlers of one tag, a file each. */
export type HandlersOf<Wanted extends Tag> = Pick<Handlers, RoutesOf<Wanted>>
