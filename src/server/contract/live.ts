// What a live connection (WebSocket at /api/v1/live) carries, both ways.

import { z } from 'zod'
import { HINTS } from '../../app/engine/guidance.ts'
import { notice } from './alerts.ts'
import { cameraState } from './cameras.ts'
import { doorView } from './doors.ts'
import { box, decision, id, quality } from './schemas.ts'
import { pose, photoVerdict } from './people.ts'

/** Sub-protocol of the handshake. */
export const LIVE_PROTOCOL = 'rostro.v1'

/**
 * Text messages of a browser. A binary message is one frame of its camera: 4 bytes frame number (big-endian unsigned),
 * then a JPEG. The frame is answered by `faces`, `look` or `dropped` with that number; the next should wait for the answer.
 */
export const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('recognize') }).describe('frames that follow are recognised; needs role viewer'),
  z
    .object({ type: z.literal('enrol'), enrolmentId: id, auto: z.boolean() })
    .describe('frames that follow are looked at for registering; needs role operator'),
  z.object({ type: z.literal('take') }).describe('take the next frame as a photo, as key S does; needs role operator'),
  z.object({ type: z.literal('watch'), cameraId: id }).describe('pictures and faces of a camera of the server'),
  z.object({ type: z.literal('unwatch') }),
  z
    .object({
      type: z.literal('door'),
      doorId: id,
      camera: z.string().max(200).describe('the name the browser gives its camera'),
    })
    .describe('frames that follow are of somebody at this door; needs scope doors:stand, or role admin'),
  z
    .object({ type: z.literal('factor'), value: z.string().min(1).max(200) })
    .describe('a PIN or code typed, or a badge read: which of them it is shows by itself'),
  z.object({ type: z.literal('another_movement') }).describe('somebody cannot do the movement asked for'),
  z.object({ type: z.literal('begin_again') }).describe('leave this attempt and begin anew'),
])

export const liveFace = z.object({
  track: z.int(),
  box,
  decision,
  frames: z.int().describe('frames of evidence so far'),
})

export const hint = z.enum(HINTS)

export const serverMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), streamId: id }),
  /** `tookMs`: from the frame's arrival at the server to this answer. */
  z.object({
    type: z.literal('faces'),
    frame: z.int(),
    width: z.int(),
    height: z.int(),
    faces: z.array(liveFace),
    tookMs: z.number(),
  }),
  z.object({ type: z.literal('door'), frame: z.int().nullable(), view: doorView, tookMs: z.number() }),
  z.object({ type: z.literal('dropped'), frame: z.int() }).describe('a newer frame took its place'),
  z.object({
    type: z.literal('look'),
    frame: z.int(),
    width: z.int(),
    height: z.int(),
    hint,
    box: box.nullable(),
    quality,
    pose: pose.nullable(),
    tookMs: z.number(),
    /** A photo was taken of this frame, by `auto` or by `take`. */
    taken: photoVerdict.nullable(),
  }),
  z.object({ type: z.literal('camera'), cameraId: id, state: cameraState.shape.state, reason: z.string().nullable() }),
  z.object({ type: z.literal('event'), eventId: id }).describe('the timeline has something new or changed'),
  z.object({ type: z.literal('events') }).describe('another server changed the timeline; at most once a second'),
  z.object({ type: z.literal('people') }).describe('people or their photos changed'),
  z.object({ type: z.literal('visits') }).describe('visits or visitors changed; at most once a second'),
  z.object({ type: z.literal('alert'), notice }).describe('for whoever may read alerts'),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
])

/**
 * A binary message to a browser that watches a camera: 4 bytes length of the header (big-endian unsigned), the header as
 * UTF-8 JSON, then the JPEG. Picture and faces come together, so that boxes lie on the faces.
 */
export const watchedFrame = z.object({
  cameraId: id,
  frame: z.int(),
  width: z.int().describe('of the original frame, which the boxes refer to'),
  height: z.int(),
  faces: z.array(liveFace),
  ageMs: z.number().describe('from the frame’s decoding to its sending'),
})

export type ClientMessage = z.infer<typeof clientMessage>
export type ServerMessage = z.infer<typeof serverMessage>
export type WatchedFrame = z.infer<typeof watchedFrame>
export type LiveFace = z.infer<typeof liveFace>
export type Hint = z.infer<typeof hint>
