// The HTTP application: what every request passes, in order, and what becomes of failures.

import { randomBytes } from 'node:crypto'
import type { BlockList } from 'node:net'
import { Hono, type Context } from 'hono'
import { RostroError } from '../core/errors.ts'
import { bindApi, type Env } from './binder.ts'
import { cookieOf, type Cookies } from './cookies.ts'
import { toFailure } from './errors.ts'
import { Gate } from './gate.ts'
import { accountHandlers } from './handlers/accounts.ts'
import { alertHandlers } from './handlers/alerts.ts'
import { cameraHandlers } from './handlers/cameras.ts'
import { decisionHandlers } from './handlers/decisions.ts'
import { doorHandlers } from './handlers/doors.ts'
import { enrolmentHandlers } from './handlers/enrolments.ts'
import { eventHandlers } from './handlers/events.ts'
import { groupHandlers } from './handlers/groups.ts'
import { modelHandlers } from './handlers/models.ts'
import { peopleHandlers } from './handlers/people.ts'
import { placeHandlers } from './handlers/place.ts'
import { recognitionHandlers } from './handlers/recognition.ts'
import { systemHandlers } from './handlers/system.ts'
import { visitorHandlers } from './handlers/visitors.ts'
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './headers.ts'
import { isIn, plainAddress } from './listen.ts'
import { traceOf } from './log.ts'
import { checkHost, type Allowed } from './origins.ts'
import { pageFile, pageIndex, type PageFile } from './page.ts'
import type { ServerParts } from './parts.ts'
import { Rate } from './rate.ts'
import { bindReference } from './reference.ts'
import type { Handlers } from './route-handler.ts'

export interface AppOptions {
  readonly parts: ServerParts
  readonly cookies: Cookies
  readonly allowed: Allowed
  readonly proxies: BlockList | undefined
  readonly webRoot: string
  readonly strictTransport: boolean
  readonly checkAnswers: boolean
}

const handlersOf = (parts: ServerParts): Handlers => ({
  ...recognitionHandlers(parts),
  ...peopleHandlers(parts),
  ...enrolmentHandlers(parts),
  ...eventHandlers(parts),
  ...visitorHandlers(parts),
  ...placeHandlers(parts),
  ...groupHandlers(parts),
  ...alertHandlers(parts),
  ...cameraHandlers(parts),
  ...doorHandlers(parts),
  ...decisionHandlers(parts),
  ...modelHandlers(parts),
  ...systemHandlers(parts),
  ...accountHandlers(parts),
})

export function buildApp(options: AppOptions): Hono<Env> {
  const { parts, cookies, allowed, webRoot } = options
  const app = new Hono<Env>()
  const rate = new Rate({ perSecond: 200, burst: 1000 }, () => performance.now())

  app.use(async (context, next) => {
    context.set('requestId', randomBytes(6).toString('hex'))
    context.set('address', addressOf(context, options.proxies))
    await next()
    const { headers } = context.res
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value)
    // Not for localhost: other servers of this machine are plain.
    if (options.strictTransport && !/^(localhost|127\.|\[::1\])/i.test(context.req.header('host') ?? ''))
      headers.set('strict-transport-security', STRICT_TRANSPORT)
    headers.set('x-request-id', context.get('requestId'))
  })
  app.use(async (context, next) => {
    checkHost(context.req.header('host'), allowed)
    rate.check(context.get('address'))
    await next()
  })

  const binding = {
    ...{ cookies, allowed, checkAnswers: options.checkAnswers },
    handlers: handlersOf(parts),
    who: (context: Context<Env>) =>
      parts.sessions.who({
        authorization: context.req.header('authorization'),
        sessionToken: cookieOf(context.req.header('cookie'), cookies.name),
      }),
    uploads: new Gate({ running: 6, waiting: 24, perCaller: { running: 4, waiting: 12 } }),
  }
  bindApi(app, binding)
  bindReference(app, webRoot, binding)
  app.all('/api/*', () => {
    throw new RostroError('route_not_found', 'There is nothing at this address of the API; /api/reference shows what there is.')
  })
  app.get('*', async context => {
    const { path } = context.req
    const file = path === '/' || path.startsWith('/reference/') ? undefined : await pageFile(webRoot, path)
    // A name with an ending is a file that is not there; everything else is a path of the page.
    if (!file && /\.\w+$/.test(path)) return context.text('There is no such file.', 404)
    return toResponse(context, file ?? (await pageIndex(webRoot)))
  })

  app.notFound(context => fail(context, new RostroError('route_not_found', 'There is nothing at this address.')))
  app.onError((error, context) => fail(context, error))
  return app

  function fail(context: Context<Env>, error: unknown): Response {
    const requestId = context.get('requestId')
    const { status, body, headers } = toFailure(error, requestId, (context.get('who') as unknown) !== undefined)
    if (status === 500) parts.log('error', `Request ${requestId} failed: ${traceOf(error)}`)
    else if (status >= 503 && error instanceof RostroError)
      parts.log('warn', `Request ${requestId}: ${error.message} [${error.code}]`)
    // What is still being sent is not read: the connection ends.
    const ending = status === 413 ? { connection: 'close' } : {}
    return context.newResponse(JSON.stringify(body), status as 400, { 'content-type': 'application/json', ...headers, ...ending })
  }
}

const toResponse = (context: Context<Env>, { body, headers }: PageFile): Response => context.body(body, 200, { ...headers })

/** The peer's, or what a trusted proxy says the peer's was: its own last word, not what came from further away. */
function addressOf(context: Context<Env>, proxies: BlockList | undefined): string {
  const peer = plainAddress(context.env.incoming.socket.remoteAddress)
  if (!proxies || !isIn(proxies, peer)) return peer
  return context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? peer
}
