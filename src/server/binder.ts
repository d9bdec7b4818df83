// Binds the table of routes to HTTP. Every request passes the same checks in the same order; no route can leave one out.

import type { Context, Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { z } from 'zod'
import { RostroError } from '../core/errors.ts'
import { callerId, checkAccess, type Who } from './access.ts'
import { API, type ApiRoute } from './contract/api.ts'
import type { Access, Route } from './contract/route.ts'
import { id } from './contract/schemas.ts'
import type { Gate } from './gate.ts'
import { checkWrite, type Allowed } from './origins.ts'
import type { Call, Handlers } from './route-handler.ts'
import { readJson, readPictures } from './uploads.ts'
import { cookieOf, type Cookies } from './cookies.ts'

export const API_PATH = '/api/v1'

const PARAMS = z.record(z.string(), id)

export interface Env {
  Bindings: HttpBindings
  Variables: { requestId: string; address: string; who: Who | undefined }
}

export interface BinderOptions {
  readonly handlers: Handlers
  readonly cookies: Cookies
  readonly allowed: Allowed
  readonly who: (context: Context<Env>) => Promise<Who | undefined>
  readonly uploads: Gate
  /** Answers are compared with their schemas: for tests. */
  readonly checkAnswers: boolean
}

/** What the binder itself needs of a handler; that each one fits its route, `Handlers` has seen to. */
type AnyHandler = (request: {
  params: unknown
  query: unknown
  body: unknown
  pictures: unknown
  who: Who | undefined
  call: Call
}) => Promise<unknown>

export function bindApi(app: Hono<Env>, options: BinderOptions): void {
  for (const [key, route] of Object.entries(API) as [ApiRoute, Route][]) {
    const [method, path] = key.split(' ', 2) as [string, string]
    const handler = options.handlers[key] as AnyHandler
    app.on(method, `${API_PATH}${path}`, context => answer(context, route, handler, options))
  }
}

async function answer(context: Context<Env>, route: Route, handler: AnyHandler, options: BinderOptions): Promise<Response> {
  const who = await checkCaller(context, route.access, options)
  const { status, call } = callOf(context, route, options.cookies)
  const work = async () => {
    // Not `context.req.raw`: its body makes a web request of each, whose signals only a whole collection of garbage takes away.
    const { incoming } = context.env
    const request = {
      params: parse(PARAMS, context.req.param(), 'path'),
      query: route.query && parse(route.query, context.req.query(), 'query'),
      pictures: route.pictures && (await readPictures(incoming, route.pictures)),
      body: route.body && parse(route.body, await readJson(incoming), 'body'),
      who,
      call,
    }
    return handler(request)
  }
  const caller = who ? callerId(who) : context.get('address')
  const result = await (route.pictures ? options.uploads.run(caller, work) : work())
  return toResponse(context, route, result, status.code, options.checkAnswers)
}

/** Who asks, and whether they may: role or scope first, then that no foreign page is behind it. */
export async function checkCaller(
  context: Context<Env>,
  access: Access,
  { who: identify, allowed, cookies }: Pick<BinderOptions, 'who' | 'allowed' | 'cookies'>,
): Promise<Who | undefined> {
  const who = await identify(context)
  context.set('who', who)
  checkAccess(who, access)
  const { req } = context
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    const hasCookie = cookieOf(req.header('cookie'), cookies.name) !== undefined
    checkWrite(
      {
        origin: req.header('origin'),
        fetchSite: req.header('sec-fetch-site'),
        marked: req.header('x-rostro-request') === '1',
        auth: who?.kind === 'key' ? 'key' : hasCookie ? 'cookie' : 'nothing',
      },
      allowed,
    )
  }
  return who
}

function callOf(context: Context<Env>, route: Route, cookies: Cookies): { status: { code: number }; call: Call } {
  const status = { code: route.answer === 'nothing' ? 204 : (route.status ?? 200) }
  const call: Call = {
    requestId: context.get('requestId'),
    address: context.get('address'),
    sessionToken: cookieOf(context.req.header('cookie'), cookies.name),
    setSession: token => {
      context.header('set-cookie', cookies.write(token))
    },
    setStatus: code => {
      status.code = code
    },
  }
  return { status, call }
}

/** @throws RostroError request_invalid, naming the first thing wrong */
function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = issue?.path.join('.')
  throw new RostroError(
    'request_invalid',
    `The request is not as documented: ${where}${name ? ` "${name}"` : ''}: ${issue?.message ?? 'invalid'}.`,
  )
}

const CSV = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="visits.csv"' }

function toResponse(context: Context<Env>, { answer }: Route, result: unknown, status: number, checkAnswers: boolean): Response {
  if (answer === 'nothing') return context.body(null, 204)
  if (answer === 'jpeg') return context.body(new Uint8Array(result as Uint8Array), 200, { 'content-type': 'image/jpeg' })
  if (answer === 'csv') return context.body(result as string, 200, CSV)
  if (checkAnswers) answer.parse(result)
  return context.newResponse(JSON.stringify(result), status as 200, { 'content-type': 'application/json' })
}
