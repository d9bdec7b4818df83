// What a route of the API is: one entry of a table that authorises, validates, documents and types it. Runs nothing.

import type { z } from 'zod'
import type { Role } from '../../core/records.ts'

export { ROLES, type Role } from '../../core/records.ts'

/** What an API key may be made for. */
export const SCOPES = [
  'recognize',
  'people:read',
  'people:write',
  'events:read',
  'events:write',
  'cameras:read',
  'cameras:write',
  'live',
  'settings:read',
  'visitors:read',
  'visitors:write',
  'alerts:read',
  'alerts:write',
  'doors:read',
  'doors:write',
] as const

/** To stand at one door as its kiosk: what a key beside a door has, and nothing else. Made at the door, never with others. */
export const KIOSK_SCOPE = 'doors:stand'
export const ALL_SCOPES = [...SCOPES, KIOSK_SCOPE] as const
export type Scope = (typeof ALL_SCOPES)[number]

/** `public` answers anybody. Without a scope only a signed-in person gets through, never an API key. */
export type Access = 'public' | { readonly role: Role; readonly scope?: Scope }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** Relative to `/api/v1`; parameters as `:name`. */
export type RouteKey = `${Method} /${string}`

/** Pictures come as fields of a form (multipart/form-data); a route of one picture also takes it as the bare body. */
export interface PictureFields {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
}

export interface Route {
  /** One line for the reference page. */
  readonly summary: string
  readonly tag: Tag
  readonly access: Access
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly pictures?: PictureFields
  /** What comes back: JSON of this schema, a JPEG, a table, or nothing (204). */
  readonly answer: z.ZodType | 'jpeg' | 'csv' | 'nothing'
  /** Default 200, or 204 for nothing. */
  readonly status?: 200 | 201 | 202
}

export const TAGS = [
  'Recognition',
  'People',
  'Enrolment',
  'Events',
  'Visitors',
  'Place',
  'Groups',
  'Alerts',
  'Doors',
  'Cameras',
  'Decisions',
  'Models',
  'System',
  'Accounts',
] as const
export type Tag = (typeof TAGS)[number]
