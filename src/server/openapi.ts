// Describes the API as OpenAPI 3.1, from the very table that authorises and validates it.

import { z } from 'zod'
import { API } from './contract/api.ts'
import { TAGS, type Access, type Route } from './contract/route.ts'
import { errorEnvelope } from './contract/schemas.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const described = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  // The document says it once.
  return Object.fromEntries(Object.entries(described).filter(([name]) => name !== '$schema'))
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })
const PICTURE = { type: 'string', format: 'binary' }

/** @param cookie name of the session's cookie */
export function openApi(cookie: string): Json {
  const paths: Record<string, Json> = {}
  for (const [key, route] of Object.entries(API) as [string, Route][]) {
    const [method = '', path = ''] = key.split(' ', 2)
    const templated = path.replace(/:(\w+)/g, '{$1}')
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    ;(paths[templated] ??= {})[method.toLowerCase()] = operation(key, route, names)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rostro',
      version: '1',
      description: 'Self-hosted face recognition. Pictures in, decisions with reasons out.',
    },
    servers: [{ url: '/api/v1' }],
    tags: TAGS.map(name => ({ name })),
    paths,
    components: {
      schemas: { Error: schemaOf(errorEnvelope, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: cookie },
        key: { type: 'http', scheme: 'bearer', description: 'an API key: rk_…' },
      },
    },
  }
}

function operation(key: string, route: Route, pathNames: readonly string[]): Json {
  const { summary, tag, access } = route
  return {
    operationId: key.replace(/[^\w]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    description: whoMay(access),
    tags: [tag],
    ...securityOf(access),
    parameters: [...pathNames.map(name => ({ name, in: 'path', required: true, schema: { type: 'string' } })), ...queryOf(route)],
    ...bodyOf(route),
    responses: { ...success(route), default: { description: 'an error', content: json({ $ref: '#/components/schemas/Error' }) } },
  }
}

function whoMay(access: Access): string {
  if (access === 'public') return 'Answers anybody.'
  return `Needs role ${access.role}${access.scope ? `, or a key with scope ${access.scope}` : '; no key gets through'}.`
}

function securityOf(access: Access): Json {
  if (access === 'public') return { security: [] }
  const { role, scope } = access
  return {
    security: [{ session: [] }, ...(scope ? [{ key: [] }] : [])],
    'x-role': role,
    ...(scope && { 'x-scope': scope }),
  }
}

function queryOf({ query }: Route): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(typeof schema['description'] === 'string' && { description: schema['description'] }),
  }))
}

function bodyOf({ body, pictures }: Route): Json {
  if (body) return { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }
  if (!pictures) return {}
  const { required, optional = [] } = pictures
  const properties = Object.fromEntries([...required, ...optional].map(name => [name, PICTURE]))
  const form = { 'multipart/form-data': { schema: { type: 'object', properties, required } } }
  const bare = required.length === 1 ? { 'image/*': { schema: PICTURE } } : {}
  return { requestBody: { required: true, content: { ...form, ...bare } } }
}

function success({ answer, status }: Route): Json {
  if (answer === 'nothing') return { 204: { description: 'done' } }
  if (answer === 'jpeg') return { 200: { description: 'a picture', content: { 'image/jpeg': { schema: PICTURE } } } }
  if (answer === 'csv') return { 200: { description: 'a table', content: { 'text/csv': { schema: { type: 'string' } } } } }
  return { [status ?? 200]: { description: 'done', content: json(schemaOf(answer, 'output')) } }
}
