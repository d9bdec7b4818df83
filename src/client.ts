// A typed client of Rostro's API, for browsers and Node: rostro/client. Knows the contract's types only, so it is small.

import type { AnswerOf, ApiRoute, RequestOf } from './server/contract/api.ts'

/** A call the server refused: `code` and `message` as in docs/errors.md, `requestId` as in the server's log. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined

  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message)
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}

export interface ClientOptions {
  /** Where the server is. Default: where the page came from. */
  readonly baseUrl?: string
  /** For programs; a page uses its session. */
  readonly apiKey?: string
  readonly fetch?: typeof fetch
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly pictures?: Readonly<Record<string, Blob>>
}

type Arguments<Key extends ApiRoute> =
  Partial<RequestOf<Key>> extends RequestOf<Key>
    ? [request?: RequestOf<Key>, options?: { signal?: AbortSignal }]
    : [request: RequestOf<Key>, options?: { signal?: AbortSignal }]

/** Calls a route: `await api('PATCH /people/:personId', { params: { personId }, body: { name } })`. @throws ApiError */
export type Client = <Key extends ApiRoute>(route: Key, ...rest: Arguments<Key>) => Promise<AnswerOf<Key>>

export const pathOf = (route: string, params: AnyRequest['params'] = {}): string =>
  `/api/v1${route.slice(route.indexOf(' ') + 1).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))}`

export function createClient({ baseUrl = '', apiKey, fetch: send = fetch }: ClientOptions = {}): Client {
  return async <Key extends ApiRoute>(route: Key, ...[request, options]: Arguments<Key>): Promise<AnswerOf<Key>> => {
    const { params, query, body, pictures } = (request ?? {}) as AnyRequest
    const url = baseUrl + pathOf(route, params) + queryString(query)
    const headers: Record<string, string> = { 'x-rostro-request': '1' }
    if (apiKey !== undefined) headers['authorization'] = `Bearer ${apiKey}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const response = await send(url, {
      method: route.slice(0, route.indexOf(' ')),
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(pictures && { body: toForm(pictures) }),
      ...(options?.signal && { signal: options.signal }),
    })
    if (!response.ok) throw await toError(response)
    return (await toAnswer(response)) as AnswerOf<Key>
  }
}

function queryString(query: AnyRequest['query'] = {}): string {
  const entries = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, String(value)]] : [],
  )
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`
}

function toForm(pictures: Readonly<Record<string, Blob>>): FormData {
  const form = new FormData()
  for (const [field, picture] of Object.entries(pictures)) form.append(field, picture)
  return form
}

async function toAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  return response.headers.get('content-type')?.startsWith('application/json') ? response.json() : response.blob()
}

async function toError(response: Response): Promise<ApiError> {
  const envelope = (await response.json().catch(() => undefined)) as
    { error?: { code?: string; message?: string; requestId?: string } } | undefined
  const { code = 'unexpected', message = `The server answered ${response.status}.`, requestId } = envelope?.error ?? {}
  return new ApiError(response.status, code, message, requestId)
}

export { ROLES, SCOPES } from './server/contract/route.ts'
export type * from './server/contract/alerts.ts'
export type * from './server/contract/cameras.ts'
export type * from './server/contract/decisions.ts'
export type * from './server/contract/doors.ts'
export type * from './server/contract/events.ts'
export type * from './server/contract/groups.ts'
export type * from './server/contract/live.ts'
export type * from './server/contract/models.ts'
export type * from './server/contract/people.ts'
export type * from './server/contract/place.ts'
export type * from './server/contract/recognition.ts'
export type * from './server/contract/system.ts'
export type * from './server/contract/visitors.ts'
export type { AnswerOf, ApiRoute, RequestOf } from './server/contract/api.ts'
