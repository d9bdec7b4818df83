// A server on loopback with a made-up house: the built page, and the whole contract answered from memory. For looking and testing.

import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { ZodError } from 'zod'
import { RostroError } from '../../src/core/errors.ts'
import { API, type ApiRoute } from '../../src/server/contract/api.ts'
import { ROLES, type Route } from '../../src/server/contract/route.ts'
import { HTTP_STATUS } from '../../src/server/errors.ts'
import { SECURITY_HEADERS } from '../../src/server/headers.ts'
import { pageFile, pageIndex } from '../../src/server/page.ts'
import { alertingHandlers } from './fake/alerting.ts'
import { decidingHandlers } from './fake/deciding.ts'
import { doorHandlers } from './fake/doors.ts'
import { enrolmentHandlers } from './fake/enrolments.ts'
import { eventHandlers } from './fake/events.ts'
import type { Handlers } from './fake/handler.ts'
import { peopleHandlers } from './fake/people.ts'
import { placeHandlers } from './fake/place.ts'
import { systemHandlers } from './fake/system.ts'
import { visitingHandlers } from './fake/visiting.ts'
import { createWorld, type World, type WorldOptions } from './fake/world.ts'

const PAGE = fileURLToPath(new URL('../../dist/web', import.meta.url))
const HANDLERS: Handlers = {
  ...peopleHandlers,
  ...eventHandlers,
  ...enrolmentHandlers,
  ...decidingHandlers,
  ...visitingHandlers,
  ...placeHandlers,
  ...alertingHandlers,
  ...doorHandlers,
  ...systemHandlers,
}

export interface FakeApi {
  readonly url: string
  readonly world: World
  /** `GET /people` and so on, in the order asked. */
  readonly asked: readonly string[]
  /** For a WebSocket server on `upgrade`. */
  readonly server: Server
  readonly close: () => Promise<void>
}

export async function startFakeApi(
  options: WorldOptions & { readonly port?: number; readonly page?: string } = {},
): Promise<FakeApi> {
  const { page = PAGE } = options
  const world = createWorld(options)
  const asked: string[] = []
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!c.res.headers.has(name)) c.header(name, value)
  })
  for (const [key, route] of Object.entries(API) as [ApiRoute, Route][]) {
    const [method, path] = key.split(' ') as [string, string]
    app.on(method, `/api/v1${path}`, async c => {
      asked.push(key)
      return answer(c, key, route, world)
    })
  }
  app.get('*', async c => {
    const { body, headers } = (await pageFile(page, c.req.path)) ?? (await pageIndex(page))
    return c.body(body, 200, headers)
  })
  app.onError((error, c) => c.json(...failure(error)))

  return new Promise(resolve => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port ?? 0 }, ({ port }) => {
      const close = () =>
        new Promise<void>(done => {
          server.close(() => {
            done()
          })
          ;(server as Server).closeAllConnections()
        })
      resolve({ url: `http://127.0.0.1:${port}`, world, asked, server: server as Server, close })
    })
  })
}

async function answer(c: Context, key: ApiRoute, route: Route, world: World): Promise<Response> {
  const { access } = route
  const kioskKey = c.req.header('authorization')?.replace('Bearer ', '')
  if (access !== 'public' && kioskKey !== undefined) {
    if (!world.doors.keys.has(kioskKey)) throw new RostroError('unauthenticated', 'This key is not valid.')
    if (access.scope !== 'doors:stand') throw new RostroError('forbidden', 'This key may not.')
  } else if (access !== 'public') {
    if (!world.account) throw new RostroError('unauthenticated', 'Sign in first.')
    if (ROLES.indexOf(world.account.role) < ROLES.indexOf(access.role)) throw new RostroError('forbidden', 'Your role may not.')
  }
  const form = route.pictures ? await c.req.parseBody() : {}
  const handle = HANDLERS[key] as (call: unknown) => unknown
  const result = await handle({
    world,
    params: c.req.param(),
    query: route.query?.parse(c.req.query()),
    body: route.body?.parse(await c.req.json()),
    pictures: form,
  })
  if (result === undefined) return c.body(null, 204)
  if (result instanceof Blob) return c.body(await result.arrayBuffer(), 200, { 'content-type': result.type })
  return c.json(result, route.status ?? 200)
}

function failure(error: Error): [{ error: { code: string; message: string; requestId: string } }, 400 | 401 | 404 | 500] {
  const [code, status] =
    error instanceof RostroError
      ? [error.code, HTTP_STATUS[error.code]]
      : error instanceof ZodError
        ? ['request_invalid', 400]
        : ['unexpected', 500]
  return [{ error: { code, message: error.message, requestId: 'r-made-up' } }, status as 400]
}
