// Taking photos of one person from a live picture: hints while looking, S takes one, Q ends.

import { setTimeout as delay } from 'node:timers/promises'
import type { Source } from '../core/ports.ts'
import type { Enrolment, Look } from '../recognition/enrolment.ts'
import type { Context } from './context.ts'
import { listenForKeys } from './keys.ts'
import { canPreview, openPreview } from './preview.ts'
import { HINTS } from './wording.ts'

export interface PhotographOptions {
  /** Photos after which it ends by itself. */
  readonly count: number
  /** Take a photo whenever the face is good and unlike the photos before. */
  readonly auto?: boolean | undefined
  readonly preview?: boolean | undefined
}

/** By itself a photo is taken only when it adds something: less similar than this to those before… */
const AUTO_MAX_SIMILARITY = 0.9
/** …and this long after the last. */
const AUTO_PAUSE_MS = 600

/** Keeps photos in the enrolment until there are enough, Q is pressed, the source ends or the signal aborts. */
export async function photograph(
  context: Context,
  enrolment: Enrolment,
  source: Source,
  options: PhotographOptions,
): Promise<void> {
  const { terminal, stdin, stderr, env } = context
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  // Keys may come faster than frames, all at once from a pipe: every S has its turn before Q.
  const asked = { photos: 0, end: false }
  const keys = listenForKeys(stdin, key => {
    if (key === 's') asked.photos++
    if (key === 'q') {
      if (asked.end || asked.photos === 0) stop.abort()
      asked.end = true
    }
  })
  const preview =
    options.preview !== false && canPreview(stderr, env) ? openPreview(terminal, stderr, () => performance.now()) : undefined
  terminal.note(
    options.auto
      ? 'Look at the camera and turn your head a little now and then. Q ends.'
      : 'Look at the camera. S takes a photo, Q ends and stores.',
  )
  let lastKeptAtMs = -Infinity
  try {
    const clock = playback(source.live)
    for await (const frame of source.frames(signal)) {
      try {
        // A clip is played at its own speed while somebody presses keys, and as fast as it goes when it runs by itself.
        if (!options.auto && asked.photos === 0) await clock(frame.atMs, signal)
        const image = await frame.image()
        preview?.show(image)
        const seen = await enrolment.look(image)
        const adds =
          seen.face !== undefined && (seen.nearestPhoto ?? 0) < AUTO_MAX_SIMILARITY && frame.atMs - lastKeptAtMs >= AUTO_PAUSE_MS
        if (asked.photos > 0 || (options.auto && adds)) {
          if (seen.face) {
            const { quality, nearestPhoto } = await enrolment.keep(image, seen.face, source.id)
            lastKeptAtMs = frame.atMs
            const alike = nearestPhoto === undefined ? '' : `, most like another at ${nearestPhoto.toFixed(2)}`
            terminal.note(
              `  ${terminal.colour.green('photo')} ${enrolment.references.length} of ${options.count}  (quality ${quality}${alike})`,
            )
          } else terminal.note(`  ${terminal.colour.yellow('refused')}  ${HINTS[seen.reason]}`)
          asked.photos = Math.max(0, asked.photos - 1)
        }
        terminal.status(statusLine(seen, enrolment.references.length, options.count))
      } finally {
        frame.close()
      }
      if (enrolment.references.length >= options.count || (asked.end && asked.photos === 0)) break
    }
  } finally {
    keys.close()
    terminal.clearStatus()
  }
}

const statusLine = (seen: Look, taken: number, count: number): string =>
  `${taken}/${count}  ${seen.face ? `good (quality ${Math.round(seen.face.quality.value)}): press S` : HINTS[seen.reason]}`

/** Waits until it is time for a recorded frame; live frames come in their own time. */
function playback(live: boolean): (atMs: number, signal: AbortSignal) => Promise<void> {
  let startedAt: number | undefined
  return async (atMs, signal) => {
    if (live) return
    startedAt ??= performance.now() - atMs
    const wait = startedAt + atMs - performance.now()
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {}) // Aborted: the loop ends by itself.
  }
}
