// Decides past events anew, once as now and once with other settings or another pack, and tells which decisions differ. Changes nothing.

import type { EventFilter, EventLog, KeptEvent, Shot } from '../core/records.ts'
import { toTemplate } from '../core/template.ts'
import type { Candidate, Decision, EmbeddingSpace, OperatingPoint, Outcome, Reason } from '../core/types.ts'
import { decideTogether, type DecisionSettings } from '../recognition/decide.ts'
import { Evidence, whoIsNear, type Comparable, type People } from '../recognition/evidence.ts'
import { toDecision } from './engine/vision.ts'
import type { EngineSettings } from './engine/engine.ts'
import type { PeopleGallery } from './people-gallery.ts'

/** A decision as other settings would make it. */
export interface Redecided {
  readonly outcome: Outcome
  /** When known. */
  readonly person: { readonly id: string; readonly name: string } | undefined
  /** To that person, else to the nearest. */
  readonly similarity: number | undefined
  readonly reasons: readonly Reason[]
}

export interface Change {
  readonly event: KeptEvent
  readonly before: Redecided
  readonly after: Redecided
}

export interface Replayed {
  /** Looked at. */
  readonly events: number
  /** Of these, events whose evidence was not kept. */
  readonly skipped: number
  readonly counts: readonly {
    readonly before: Outcome
    readonly after: Outcome
    readonly samePerson: boolean
    readonly events: number
  }[]
  /** Newest first, 200 at most. */
  readonly changes: readonly Change[]
  readonly before: OperatingPoint
  readonly after: OperatingPoint
}

/** What decides: people, and how they are compared. */
export interface Side {
  readonly gallery: People & { readonly space: EmbeddingSpace }
  readonly point: OperatingPoint
  /** Of the faces of one source. */
  readonly decision: (sourceId: string) => DecisionSettings
}

/** The settings of cameras that have their own, by the camera's id. */
export type OwnSettings = Readonly<Record<string, EngineSettings>>

export function sideOf(gallery: PeopleGallery, settings: EngineSettings, own: OwnSettings = {}): Side {
  const point = gallery.operatingPoint(settings)
  const { rule, minMargin } = settings
  return {
    gallery,
    point,
    decision(sourceId) {
      const decision = toDecision({ rule, minMargin }, own[sourceId] ?? {})
      return { ...decision, threshold: decision.threshold ?? point.threshold }
    },
  }
}

export interface ReplayOptions {
  readonly events: Pick<EventLog, 'list' | 'shot'>
  readonly filter?: Pick<EventFilter, 'from' | 'to'> | undefined
  readonly before: Side
  readonly after: Side
  /** Older events keep similarities of another embedding space, which mean nothing here; undefined: all of them do. */
  readonly candidatesSince?: Date | undefined
  readonly signal?: AbortSignal | undefined
}

/** The newest so many are looked at. */
const MAX_EVENTS = 10_000
const MAX_CHANGES = 200
const PAGE = 200
/** Of which evidence is made when only the best picture of many frames was kept. */
const MAX_FRAMES = 12

/**
 * Both sides decide from the same evidence against the people registered today, so that nothing but the settings differs. An event
 * with a picture is decided from its template, as if each of its frames had shown the face like this; one without from the candidates
 * that its decision keeps, where both sides compare in that way.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { events, filter = {}, before, after, signal } = options
  const counts = new Map<string, { before: Outcome; after: Outcome; samePerson: boolean; events: number }>()
  const changes: Change[] = []
  let [looked, skipped] = [0, 0]
  for await (const event of newest(events, filter)) {
    // Thousands of events against thousands of people: others are let in between.
    await new Promise(setImmediate)
    signal?.throwIfAborted()
    looked++
    const now = await redecide(event, options)
    if (!now) {
      skipped++
      continue
    }
    const samePerson = now.before.person?.id === now.after.person?.id
    const cell = { before: now.before.outcome, after: now.after.outcome, samePerson }
    const key = JSON.stringify(cell)
    counts.set(key, { ...cell, events: (counts.get(key)?.events ?? 0) + 1 })
    const isChanged = cell.before !== cell.after || !samePerson
    if (isChanged && changes.length < MAX_CHANGES) changes.push({ event, ...now })
  }
  return { events: looked, skipped, counts: [...counts.values()], changes, before: before.point, after: after.point }
}

/** How many decisions stay as they are. */
export const unchanged = ({ counts }: Pick<Replayed, 'counts'>): number =>
  counts.filter(cell => cell.before === cell.after && cell.samePerson).reduce((sum, cell) => sum + cell.events, 0)

export async function* newest(
  events: Pick<EventLog, 'list'>,
  filter: EventFilter,
  most = MAX_EVENTS,
): AsyncGenerator<KeptEvent, void, void> {
  let cursor: string | undefined
  let given = 0
  do {
    const page = await events.list(filter, { cursor, limit: Math.min(PAGE, most - given) })
    yield* page.items
    given += page.items.length
    cursor = page.next
  } while (cursor !== undefined && given < most)
}

/** Undefined when what one of the sides would need was not kept. */
async function redecide(
  event: KeptEvent,
  { before, after, events, candidatesSince }: ReplayOptions,
): Promise<{ before: Redecided; after: Redecided } | undefined> {
  const [space, other] = [before.gallery.space, after.gallery.space]
  const shot = await shotIn(event, space, events)
  const otherShot = space === other ? shot : await shotIn(event, other, events)
  if (shot && otherShot) return { before: await byShot(event, shot, before), after: await byShot(event, otherShot, after) }
  if (space !== other || !candidatesSince || event.startedAt < candidatesSince) return undefined
  const [first, second] = [byCandidates(event, before), byCandidates(event, after)]
  return first && second && { before: first, after: second }
}

async function shotIn(event: KeptEvent, space: EmbeddingSpace, events: Pick<EventLog, 'shot'>): Promise<Shot | undefined> {
  const shot = event.shot ? await events.shot(event.id, space) : undefined
  return shot?.template.space === space ? shot : undefined
}

async function byShot(event: KeptEvent, shot: Shot, { gallery, decision }: Side): Promise<Redecided> {
  const [evidence, settings] = [evidenceOf(event, shot), decision(event.sourceId)]
  return decide(evidence, await whoIsNear(gallery, evidence.probes(settings.rule)), settings)
}

/** From the people its decision named: enough where similarities to whole people are compared. */
function byCandidates(event: KeptEvent, { gallery, decision }: Side): Redecided | undefined {
  const settings = decision(event.sourceId)
  const nobody = toTemplate({ space: gallery.space, vector: Float32Array.of(1) })
  if (settings.rule !== 'fusion' || !nobody) return undefined
  const { candidates } = event.decision
  const kept: Comparable = {
    size: candidates.length,
    threshold: gallery.threshold,
    byMean: () => [...candidates],
    byReference: () => [],
  }
  return decide(evidenceOf(event, { template: nobody, quality: event.quality }), kept, settings)
}

const decide = (evidence: Evidence, gallery: Comparable, settings: DecisionSettings): Redecided =>
  toRedecided(decideTogether([{ evidence, previous: undefined, previousFrames: 0 }], gallery, settings)[0]!)

function evidenceOf({ frames }: KeptEvent, { template, quality }: Pick<Shot, 'template' | 'quality'>): Evidence {
  const evidence = new Evidence()
  for (let i = 0; i < Math.min(frames, MAX_FRAMES); i++) evidence.add(template, { value: quality, reasons: [] })
  return evidence
}

function toRedecided({ outcome, candidate, candidates, reasons }: Decision): Redecided {
  const nearest: Candidate | undefined = candidate ?? candidates[0]
  const person = candidate && { id: candidate.personId, name: candidate.name }
  return { outcome, person, similarity: nearest?.similarity, reasons }
}
