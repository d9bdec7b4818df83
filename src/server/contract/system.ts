// The system itself: whether it runs, who may use it, what it is set to.

import { z } from 'zod'
import { LIVENESS_POLICIES } from '../../recognition/liveness.ts'
import { id, name, rule, similarity, time, wrongNames } from './schemas.ts'
import { ALL_SCOPES, ROLES, SCOPES, type Route, type RouteKey } from './route.ts'

const role = z.enum(ROLES)
const password = z.string().min(12, 'use at least 12 characters').max(200)
const accountName = z.string().trim().min(1).max(64)

export const account = z.object({ id, name: accountName, role, createdAt: time, lastSignInAt: time.nullable() })

export const session = z.object({ account, expiresAt: time })

export const apiKey = z.object({
  id,
  name,
  prefix: z.string().describe('the first characters, to tell keys apart'),
  scopes: z.array(z.enum(ALL_SCOPES)),
  createdBy: z.string(),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
})

export const settings = z.object({
  wrongNames: wrongNames
    .nullable()
    .describe('the threshold follows from it and from how many people are registered; null: the default'),
  threshold: similarity.nullable().describe('a fixed similarity instead of wrongNames; null: none'),
  rule,
  minMargin: z.number().min(0).max(1),
  liveness: z
    .enum(LIVENESS_POLICIES)
    .describe('what becomes of known faces that look like pictures: no name, a name with a mark, or nobody looks'),
  keepUnknown: z.boolean().describe('store pictures of unknown faces; otherwise they stay in memory for an hour at most'),
  eventDays: z.int().min(1).max(3650).describe('events are deleted after so many days'),
  shotDays: z.int().min(1).max(3650).describe('pictures of events are deleted after so many days'),
  browserEvents: z.boolean().describe('faces before the browser’s own camera appear in the timeline'),
  consentText: z.string().max(5000).nullable().describe('shown when registering; null: the text Rostro comes with'),
})

export const systemRoutes = {
  'GET /health': {
    summary: 'The server answers',
    tag: 'System',
    access: 'public',
    answer: z.object({ status: z.literal('ok') }),
  },
  'GET /ready': {
    summary: 'The store and the networks work; 503 while they do not',
    tag: 'System',
    access: 'public',
    answer: z.object({ ready: z.boolean() }),
  },
  'GET /settings': {
    summary: 'How faces are decided and what is kept',
    tag: 'System',
    access: { role: 'viewer', scope: 'settings:read' },
    answer: settings,
  },
  'PATCH /settings': {
    summary: 'Change settings; what is left out stays',
    tag: 'System',
    access: { role: 'admin' },
    body: settings.partial(),
    answer: settings,
  },
  'GET /status': {
    summary: 'Version, uptime and what is wrong, for the banner of the page',
    tag: 'System',
    access: { role: 'viewer', scope: 'settings:read' },
    answer: z.object({
      version: z.string(),
      startedAt: time,
      liveness: z
        .enum(['checked', 'switched_off', 'unavailable'])
        .nullable()
        .describe(
          'whether a face that is named was told from a picture of one; unavailable: the pack in use cannot. null: recognition is not running',
        ),
      problems: z.array(z.object({ code: z.string(), message: z.string(), since: time })),
    }),
  },
  'POST /setup': {
    summary: 'Make the first account, with the token of the set-up link',
    tag: 'Accounts',
    access: 'public',
    body: z.object({ token: z.string().max(200), name: accountName, password }),
    answer: session,
    status: 201,
  },
  'POST /session': {
    summary: 'Sign in',
    tag: 'Accounts',
    access: 'public',
    body: z.object({ name: z.string().max(64), password: z.string().max(200) }),
    answer: session,
  },
  'GET /session': {
    summary: 'Who is signed in',
    tag: 'Accounts',
    access: { role: 'viewer' },
    answer: session,
  },
  'DELETE /session': { summary: 'Sign out', tag: 'Accounts', access: { role: 'viewer' }, answer: 'nothing' },
  'PUT /session/password': {
    summary: 'Change your own password; signs you out everywhere else',
    tag: 'Accounts',
    access: { role: 'viewer' },
    body: z.object({ current: z.string().max(200), next: password }),
    answer: 'nothing',
  },
  'POST /session/ticket': {
    summary: 'A ticket that opens one live connection within 30 seconds, for programs that cannot send headers',
    tag: 'Accounts',
    access: { role: 'viewer', scope: 'live' },
    answer: z.object({ ticket: z.string() }),
  },
  'GET /accounts': { summary: 'All accounts', tag: 'Accounts', access: { role: 'admin' }, answer: z.array(account) },
  'POST /accounts': {
    summary: 'Add an account',
    tag: 'Accounts',
    access: { role: 'admin' },
    body: z.object({ name: accountName, password, role }),
    answer: account,
    status: 201,
  },
  'PATCH /accounts/:accountId': {
    summary: 'Change a role or set a new password; the last admin stays one',
    tag: 'Accounts',
    access: { role: 'admin' },
    body: z.object({ role: role.optional(), password: password.optional() }),
    answer: account,
  },
  'DELETE /accounts/:accountId': {
    summary: 'Delete an account with its sessions and keys; the last admin stays',
    tag: 'Accounts',
    access: { role: 'admin' },
    answer: 'nothing',
  },
  'GET /keys': { summary: 'All API keys', tag: 'Accounts', access: { role: 'admin' }, answer: z.array(apiKey) },
  'POST /keys': {
    summary: 'Make an API key; it is shown this once',
    tag: 'Accounts',
    access: { role: 'admin' },
    body: z.object({
      name,
      scopes: z.array(z.enum(SCOPES)).min(1),
      expiresInDays: z.int().min(1).max(3650).nullable().default(null),
    }),
    answer: apiKey.extend({ key: z.string() }),
    status: 201,
  },
  'DELETE /keys/:keyId': { summary: 'Withdraw an API key', tag: 'Accounts', access: { role: 'admin' }, answer: 'nothing' },
} as const satisfies Record<RouteKey, Route>

export type AccountJson = z.infer<typeof account>
export type SessionJson = z.infer<typeof session>
export type ApiKeyJson = z.infer<typeof apiKey>
export type SettingsJson = z.infer<typeof settings>
