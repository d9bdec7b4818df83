// The API's description and its interactive reference: for whoever is signed in, as all else.

import type { Context, Hono } from 'hono'
import { RostroError } from '../core/errors.ts'
import { API_PATH, checkCaller, type BinderOptions, type Env } from './binder.ts'
import type { Access } from './contract/route.ts'
import { referencePolicy } from './headers.ts'
import { openApi } from './openapi.ts'
import { pageFile } from './page.ts'

export const REFERENCE_PATH = '/api/reference'
export const REFERENCE_ACCESS: Access = { role: 'viewer' }

export function bindReference(
  app: Hono<Env>,
  webRoot: string,
  options: Pick<BinderOptions, 'who' | 'allowed' | 'cookies'>,
): void {
  const described = JSON.stringify(openApi(options.cookies.name))
  app.get(`${API_PATH}/openapi.json`, async context => {
    await checkCaller(context, REFERENCE_ACCESS, options)
    return context.body(described, 200, { 'content-type': 'application/json' })
  })

  const file = async (context: Context<Env>, name: string) => {
    await checkCaller(context, REFERENCE_ACCESS, options)
    const found = await pageFile(webRoot, `reference/${name}`)
    if (!found) throw new RostroError('route_not_found', 'The reference is not built; run "npm run build" in Rostro’s folder.')
    return context.body(found.body, 200, { ...found.headers, 'content-security-policy': referencePolicy() })
  }
  // With a slash at the end, so that the page's files are found beside it.
  app.get(REFERENCE_PATH, context => context.redirect(`${REFERENCE_PATH}/`))
  app.get(`${REFERENCE_PATH}/`, context => file(context, 'index.html'))
  app.get(`${REFERENCE_PATH}/:file`, context => file(context, context.req.param('file')))
}
