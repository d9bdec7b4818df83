// The whole API as one table: every route, who may call it, what goes in and what comes out.

import type { z } from 'zod'
import { alertRoutes } from './alerts.ts'
import { cameraRoutes } from './cameras.ts'
import { decisionRoutes } from './decisions.ts'
import { doorRoutes } from './doors.ts'
import { eventRoutes } from './events.ts'
import { groupRoutes } from './groups.ts'
import { modelRoutes } from './models.ts'
import { peopleRoutes } from './people.ts'
import { placeRoutes } from './place.ts'
import { recognitionRoutes } from './recognition.ts'
import { systemRoutes } from './system.ts'
import { visitorRoutes } from './visitors.ts'
import type { PictureFields, Route } from './route.ts'

export const API = {
  ...recognitionRoutes,
  ...peopleRoutes,
  ...eventRoutes,
  ...visitorRoutes,
  ...placeRoutes,
  ...groupRoutes,
  ...alertRoutes,
  ...cameraRoutes,
  ...doorRoutes,
  ...decisionRoutes,
  ...modelRoutes,
  ...systemRoutes,
} as const

export type Api = typeof API
export type ApiRoute = keyof Api

type ParamNames<Key extends string> = Key extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Key extends `${string}:${infer Name}`
    ? Name
    : never

type Part<Name extends string, Value> = [Value] extends [never] ? unknown : Record<Name, Value>
type Field<R, Name extends keyof Route> = R extends Record<Name, infer Value> ? Value : never
type OptionalIfEmpty<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Partial<Value> extends Value
    ? Partial<Record<Name, Value>>
    : Record<Name, Value>
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : never
type Pictures<Fields> = Fields extends PictureFields
  ? Record<Fields['required'][number], Blob> &
      Partial<Record<Fields extends { readonly optional: readonly (infer Name extends string)[] } ? Name : never, Blob>>
  : never

/** What a call of the route takes, for a client. */
export type RequestOf<Key extends ApiRoute> = Part<
  'params',
  [ParamNames<Key>] extends [never] ? never : Record<ParamNames<Key>, string>
> &
  OptionalIfEmpty<'query', Input<Field<Api[Key], 'query'>>> &
  Part<'body', Input<Field<Api[Key], 'body'>>> &
  Part<'pictures', Pictures<Field<Api[Key], 'pictures'>>>

/** What a call of the route gives, for a client. */
export type AnswerOf<Key extends ApiRoute> = Api[Key]['answer'] extends z.ZodType
  ? z.output<Api[Key]['answer']>
  : Api[Key]['answer'] extends 'jpeg' | 'csv'
    ? Blob
    : undefined
