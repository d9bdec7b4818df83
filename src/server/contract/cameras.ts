// Cameras the server itself looks through: USB, RTSP, HTTP or a file.

import { z } from 'zod'
import { id, name, rule, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

const point = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) })

export const zone = z
  .object({ name: z.string().max(100), points: z.array(point).min(3).max(32) })
  .describe('a polygon in shares of the picture; faces outside all zones are ignored, no zones means everywhere')

export const line = z
  .object({ name: z.string().min(1).max(100), from: point, to: point })
  .describe('whoever crosses it from left to right, looking from `from` to `to`, comes in')

export const cameraSettings = z.object({
  threshold: z.number().min(-1).max(1).nullable().default(null).describe('null: the one of the settings'),
  rule: rule.nullable().default(null),
  minFacePx: z.int().min(0).max(4000).default(0).describe('smaller faces (height of the box) are ignored'),
  far: z.boolean().default(false).describe('look for small faces too, at about twice the cost'),
  zones: z.array(zone).max(16).default([]),
  lines: z.array(line).max(16).default([]),
  place: z
    .string()
    .trim()
    .max(100)
    .nullable()
    .default(null)
    .describe('cameras of different places never see the same person at once; null: near every other camera'),
})

export const cameraState = z.object({
  state: z.enum(['off', 'connecting', 'online', 'stalled', 'reconnecting', 'offline', 'ended', 'failed', 'elsewhere']),
  reason: z.string().nullable(),
  framesPerSecond: z.number().min(0),
  /** Milliseconds since the newest frame. */
  lastFrameAgeMs: z.number().min(0).nullable(),
  reconnects: z.int().min(0),
  droppedFrames: z.int().min(0),
  width: z.int().nullable(),
  height: z.int().nullable(),
  viewers: z.int().min(0),
})

export const camera = z.object({
  id,
  name,
  address: z.string().describe('without its password'),
  enabled: z.boolean(),
  settings: cameraSettings,
  createdAt: time,
  state: cameraState,
})

const address = z.string().min(1).max(2000).describe('camera:0, /dev/video0, rtsp://…, http(s)://…, or a file on the server')

export const cameraRoutes = {
  'GET /cameras': {
    summary: 'All cameras with their state',
    tag: 'Cameras',
    access: { role: 'viewer', scope: 'cameras:read' },
    answer: z.array(camera),
  },
  'POST /cameras': {
    summary: 'Add a camera',
    tag: 'Cameras',
    access: { role: 'admin', scope: 'cameras:write' },
    body: z.object({ name, address, settings: cameraSettings.prefault({}), enabled: z.boolean().default(true) }),
    answer: camera,
    status: 201,
  },
  'GET /cameras/devices': {
    summary: 'Cameras plugged into the server',
    tag: 'Cameras',
    access: { role: 'admin', scope: 'cameras:read' },
    answer: z.array(z.object({ address: z.string(), name: z.string() })),
  },
  'POST /cameras/test': {
    summary: 'Try an address for up to ten seconds: a picture, or why there is none',
    tag: 'Cameras',
    access: { role: 'admin', scope: 'cameras:write' },
    body: z.object({ address }),
    answer: z.discriminatedUnion('ok', [
      z.object({
        ok: z.literal(true),
        width: z.int(),
        height: z.int(),
        framesPerSecond: z.number().nullable(),
        picture: z.string().describe('JPEG as base64'),
      }),
      z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
    ]),
  },
  'GET /cameras/:cameraId': {
    summary: 'One camera',
    tag: 'Cameras',
    access: { role: 'viewer', scope: 'cameras:read' },
    answer: camera,
  },
  'PATCH /cameras/:cameraId': {
    summary: 'Change a camera; what is left out stays',
    tag: 'Cameras',
    access: { role: 'admin', scope: 'cameras:write' },
    body: z.object({
      name: name.optional(),
      address: address.optional(),
      enabled: z.boolean().optional(),
      settings: cameraSettings.optional(),
    }),
    answer: camera,
  },
  'DELETE /cameras/:cameraId': {
    summary: 'Remove a camera; its events stay until they expire',
    tag: 'Cameras',
    access: { role: 'admin', scope: 'cameras:write' },
    answer: 'nothing',
  },
  'GET /cameras/:cameraId/picture': {
    summary: 'What the camera sees now',
    tag: 'Cameras',
    access: { role: 'viewer', scope: 'live' },
    answer: 'jpeg',
  },
  'GET /streams': {
    summary: 'What is being watched at this moment: cameras and browsers',
    tag: 'Cameras',
    access: { role: 'viewer', scope: 'cameras:read' },
    answer: z.array(
      z.object({ id, name, kind: z.enum(['camera', 'browser']), framesPerSecond: z.number(), faces: z.int(), viewers: z.int() }),
    ),
  },
} as const satisfies Record<RouteKey, Route>

export type CameraJson = z.infer<typeof camera>
export type CameraSettingsJson = z.infer<typeof cameraSettings>
export type ZoneJson = z.infer<typeof zone>
export type LineJson = z.infer<typeof line>
