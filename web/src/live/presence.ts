// Who is here now, steadily: a person stays listed through short gaps and is announced once per visit. Knows no camera.

import type { LiveFace } from '../../../src/client.ts'

/** Listed for so long after the face was last seen. */
const LINGER_MS = 1500
/** Gone for so long, coming back is a new visit. */
const VISIT_MS = 8000
const MOST = 200

export interface Present {
  /** The person's id, or the track of somebody without a name. */
  readonly key: string
  readonly face: LiveFace
  readonly since: number
  readonly seenAt: number
}

export interface Presence {
  readonly present: readonly Present[]
  /** Person id → last seen, to announce each visit once. */
  readonly visits: Readonly<Record<string, number>>
  /** Names to announce now. */
  readonly arrived: readonly string[]
}

export const NOBODY: Presence = { present: [], visits: {}, arrived: [] }

const keyOf = ({ decision, track }: LiveFace): string => (decision.person ? `person:${decision.person.id}` : `track:${track}`)

export function see({ present, visits }: Presence, faces: readonly LiveFace[], now: number): Presence {
  const byKey = new Map(present.map(entry => [entry.key, entry]))
  const tracks = new Set(faces.map(({ track }) => track))
  const recent = Object.fromEntries(Object.entries(visits).filter(([, seenAt]) => now - seenAt < VISIT_MS))
  const arrived: string[] = []
  for (const face of faces) {
    const key = keyOf(face)
    byKey.set(key, { key, face, since: byKey.get(key)?.since ?? now, seenAt: now })
    const { person } = face.decision
    if (!person) continue
    if (!(person.id in recent)) arrived.push(person.name)
    recent[person.id] = now
  }
  const kept = [...byKey.values()].filter(
    ({ face, seenAt }) =>
      // A track that has another name by now, or none any more, is listed under that alone.
      seenAt === now || (!tracks.has(face.track) && now - seenAt < LINGER_MS),
  )
  return { present: kept.slice(0, MOST), visits: recent, arrived }
}
