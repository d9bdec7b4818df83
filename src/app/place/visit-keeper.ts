// Makes visits of what cameras saw, one after the other: whose they are, when they end, and what of a stranger may be kept.
// How alike two faces must be is the book's; a store that fails holds up nobody who recognises.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../../core/errors.ts'
import type { FaceEvent, Shot } from '../../core/records.ts'
import type { EmbeddingSpace } from '../../core/types.ts'
import type { Crossing, VisitNews, VisitOf, Visits } from '../../core/visits.ts'
import { MIN_QUALITY } from '../../recognition/evidence.ts'
import type { PooledFace } from '../../recognition/recognized.ts'
import { identityOf, joined, type Heard, type OpenVisit } from './open-visit.ts'
import { GAP_MS, OpenVisits } from './open-visits.ts'
import { dropPart, joinEnded, visitAround } from './joined-visits.ts'
import { keptBefore } from './kept-before.ts'
import { departedBefore, readBook, readLately } from './read-book.ts'
import { WriteQueue } from '../write-queue.ts'
import type { Book, VisitKeeperOptions } from './visit-keeper-options.ts'

/** Faces and crossings waiting to be written. */
const MAX_WAITING = 500
/** A stranger is news once it is clear who they are, or after this long: not every postman is an alert. */
const TELL_AFTER_MS = 5000

export class VisitKeeper {
  readonly #options: VisitKeeperOptions
  #book: Book
  readonly #open = new OpenVisits()
  readonly #queue: WriteQueue<Heard | Crossing>
  #turn: Promise<unknown> = Promise.resolve()
  /** Cameras that were this server's. */
  readonly #lost = new Set<string>()
  #othersWrote = false
  #version: number | undefined
  #space: EmbeddingSpace | undefined

  constructor(options: VisitKeeperOptions) {
    this.#options = options
    this.#book = options.openBook()
    const { onProblem, pause } = options
    const write = (item: Heard | Crossing) =>
      this.inTurn(async () => {
        if (!('event' in item)) await this.#keepCrossing(item)
        else if (options.mayWrite?.(item.event) ?? true) await this.#takeIn(item)
      })
    this.#queue = new WriteQueue({ what: 'Visits', write, onProblem, pause, most: MAX_WAITING })
  }

  /** The visitors as they are compared now. */
  get book(): Book {
    return this.#book
  }

  /** Reads who is remembered. @throws RostroError store_* */
  async start(): Promise<void> {
    await this.inTurn(() => this.#read())
  }

  /**
   * Goes on with the visits before these cameras, or before all, that a crash or another server left: with those that are not over
   * for longer than a gap; the others end. @throws RostroError store_*
   */
  async takeOver(cameraIds?: readonly string[]): Promise<void> {
    await this.inTurn(async () => {
      const { visits, now, clock } = this.#options
      for (const id of cameraIds ?? []) this.#lost.delete(id)
      const kept = await keptBefore(visits, cameraIds, { now: now(), monotonicMs: clock() })
      for (const visit of kept) this.#open.add(visit)
      await visits.endOpen(
        cameraIds,
        kept.map(({ id }) => id),
      )
    })
  }

  /** Cameras are another server's from now on, which goes on with their visits: what is still to be written here ends none of them. */
  letGo(cameraIds: readonly string[]): void {
    for (const id of cameraIds) this.#lost.add(id)
  }

  /** Other servers wrote visits: whoever is remembered by them is compared with from the next look on. */
  hearOfOthers(): void {
    this.#othersWrote = true
  }

  /** Of the engine's listener: returns at once. */
  take(event: FaceEvent, shot: Shot | undefined, pooled: PooledFace | undefined): void {
    const { now, clock } = this.#options
    this.#queue.put(event.id, { event, shot, pooled, at: now(), monotonicMs: clock() }, joined)
  }

  /** Of the engine's listener: returns at once. */
  cross(crossing: Crossing): void {
    this.#queue.put(randomUUID(), crossing)
  }

  /** Does something to visits that nothing else is done to meanwhile, and takes in what it changed. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.inTurn(async () => {
        const result = await work()
        await this.#read()
        return result
      })
    } finally {
      this.#options.onChanged()
    }
  }

  /** One after another. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {}) // Whoever asked hears of it.
    return done
  }

  /** What goes by time: visits end, news that waited is told, what another process changed is taken in. Every second or so. */
  async look(): Promise<void> {
    if (!this.#queue.isEmpty) return
    await this.inTurn(async () => {
      if ((await this.#options.visits.version()) !== this.#version) {
        await this.#read()
        this.#options.onChanged()
      }
      if (this.#othersWrote) {
        this.#othersWrote = false
        const { visits, space, now } = this.#options
        await readLately(visits, space(), now(), this.#book, id => this.#open.find(id) !== undefined)
      }
      const nowMs = this.#options.clock()
      for (const visit of this.#open.all) {
        if (this.#lost.has(visit.cameraId)) this.#open.drop(visit)
        else if (nowMs - visit.heardMs > GAP_MS) await this.#end(visit).catch(unlessGone)
        else if (visit.saved) await this.#tell(visit).catch(unlessGone)
        // Whose it is was deleted before it was written: it never will be.
        if (nowMs - visit.heardMs > GAP_MS && !visit.saved) this.#open.drop(visit)
      }
    })
  }

  /** A change of the store that the book is told of by whoever makes it: nothing needs to be read anew. */
  async known<T>(work: () => Promise<T>): Promise<T> {
    const { visits } = this.#options
    const before = await visits.version()
    const result = await work()
    // Anything another process did meanwhile leaves the version ahead, and is read at the next look.
    if (before === this.#version) this.#version = Math.min(await visits.version(), before + 1)
    return result
  }

  /** See Visits. The book forgets the same faces. */
  async expire(before: Parameters<Visits['expire']>[0]): Promise<number> {
    const { visits, space, onChanged } = this.#options
    const forgotten = await this.inTurn(async () => {
      const old = await departedBefore(visits, space(), before.faces)
      const count = await this.known(() => visits.expire(before))
      for (const visitId of old) this.#book.remove(visitId)
      return count
    })
    if (forgotten > 0) onChanged()
    return forgotten
  }

  /** To be said in turn: a visit that waited is this visitor's, and goes on with the one they make before that camera at that time. */
  async join(visitId: string, visitorId: string): Promise<void> {
    const { visits } = this.#options
    const part = await visits.find(visitId)
    if (part.of.kind !== 'waiting') return
    const theirs = await visitAround(visits, part, visitorId, GAP_MS)
    const [own, whole] = [this.#open.find(part.id), theirs && this.#open.find(theirs.id)]
    if (whole) {
      if (own) await this.#fold(own, whole)
      else whole.takeIn(part)
      await this.#save(whole, false)
      if (!own) await dropPart(visits, this.#book, part.id)
    } else if (theirs && !own) await joinEnded(visits, this.#book, theirs, part)
    else {
      const of: VisitOf = { kind: 'visitor', visitorId }
      await visits.save({ ...part, of, nth: (await visits.count(of)) + 1 })
      this.#book.move(part.id, visitorId)
    }
  }

  /** To be said in turn, after changes made with `known`: what became of visits that are open. */
  async changed(): Promise<void> {
    for (const visit of this.#open.all) await this.#reread(visit)
    this.#options.onChanged()
  }

  /** Writes what waits, unless the store fails, and ends all visits. */
  async close(): Promise<void> {
    await this.#queue.close()
    const cameraIds = new Set(this.#open.all.map(({ cameraId }) => cameraId))
    await this.inTurn(() => this.#options.visits.endOpen([...cameraIds].filter(id => !this.#lost.has(id))))
  }

  async #keepCrossing(crossing: Crossing): Promise<void> {
    await this.#options.visits.addCrossings([crossing])
  }

  async #takeIn(heard: Heard): Promise<void> {
    try {
      if (this.#space !== this.#options.space()) await this.#read()
      await this.#place(heard)
    } catch (error) {
      unlessGone(error)
      // Another process took away the person or visitor: the second try knows.
      await this.#read()
      const visit = this.#open.ofEvent(heard.event.id)
      if (visit && !visit.saved) this.#open.drop(visit)
      await this.#place(heard).catch(unlessGone)
    }
    this.#options.onChanged()
  }

  async #place(heard: Heard): Promise<void> {
    const { decision } = heard.event
    const before = this.#open.ofEvent(heard.event.id)
    // Nobody was there: a picture was. What it was taken for before it gave itself away stays as it is.
    const isPicture = decision.liveness?.outcome === 'attack'
    if ((decision.outcome === 'undecided' || isPicture) && !before) return
    let visit = before ?? this.#open.begin(heard.event)
    if (decision.outcome === 'known' && decision.candidate && !isPicture)
      visit = await this.#becomePerson(visit, heard, decision.candidate.personId)
    else if (decision.outcome === 'unknown' && !isPicture) visit = await this.#becomeStranger(visit, heard)
    visit.hear(isPicture ? { ...heard, shot: undefined, pooled: undefined } : heard)
    // Not even in memory: should somebody decide to remember meanwhile, it is from then on.
    if (!isRemembered(visit.of) && !this.#options.remembersAt(visit.cameraId)) visit.forgetFace()
    if (decision.outcome === 'unknown' && !isPicture) visit = await this.#askBook(visit, heard)
    await this.#save(visit, false)
    await this.#tell(visit)
    // A poster on the wall is a visit without an end: of tracks that ended nothing more is heard.
    if (heard.event.endedAt) this.#open.letGo(heard.event.id)
  }

  async #becomePerson(visit: OpenVisit, { event }: Heard, personId: string): Promise<OpenVisit> {
    if (visit.of.kind === 'person' && (visit.settled || visit.of.personId === personId)) return visit
    const of: VisitOf = { kind: 'person', personId }
    const going = this.#open.goingOn(event, of)
    const own = visit.of.kind === 'person' && visit.eventIds.length > 1 ? this.#open.apart(visit, event) : visit
    if (going && going !== own) return this.#fold(own, going)
    const stranger = own.of
    await this.#become(own, of)
    await this.#forgetIfNobody(stranger, own.saved ? 1 : 0)
    return own
  }

  /** Somebody who had a name and lost it was seen badly, or named wrongly: neither is a face to remember. */
  async #becomeStranger(visit: OpenVisit, { event }: Heard): Promise<OpenVisit> {
    if (visit.of.kind !== 'person' || visit.settled) return visit
    const own = visit.eventIds.length > 1 ? this.#open.apart(visit, event) : visit
    await this.#become(own, { kind: 'anonymous' })
    own.settled = true
    return own
  }

  async #askBook(visit: OpenVisit, { event, monotonicMs }: Heard): Promise<OpenVisit> {
    const { space, remembersAt, visits, now } = this.#options
    const isOpen = visit.of.kind === 'anonymous' || visit.of.kind === 'waiting'
    const face = visit.face(space())
    if (!isOpen || visit.settled || !face || !remembersAt(visit.cameraId)) return visit
    if (face.quality < MIN_QUALITY) return visit
    // Whoever stands before a camera now is nobody who comes in before another.
    for (const other of this.#open.all)
      if (other !== visit && other.isThere(monotonicMs)) {
        if (now() > other.departedAt) other.departedAt = now()
        this.#note(other)
      }
    const { id, cameraId, arrivedAt, departedAt, frames } = visit
    const times = { fromMs: arrivedAt.getTime(), toMs: departedAt.getTime() }
    const { template, weight, quality, nearestPerson } = face
    const seen = { template, weight, quality, nearestPerson, frames, threshold: event.decision.threshold }
    const placed = this.#book.place({ visitId: id, cameraId, ...times, ...seen })
    if (placed.kind === 'waits') {
      visit.of = { kind: 'waiting' }
      return visit
    }
    if (placed.kind === 'founds') {
      const { id: visitorId } = await this.known(() => visits.addVisitor({ id: randomUUID(), firstSeenAt: arrivedAt }))
      // Nothing is asked of the store in between: failing there would found another when it is tried again.
      return Object.assign(visit, { of: { kind: 'visitor', visitorId }, nth: 1 })
    }
    const of: VisitOf = { kind: 'visitor', visitorId: placed.visitorId }
    const going = this.#open.goingOn(event, of)
    if (going && going !== visit) return this.#fold(visit, going)
    await this.#become(visit, of)
    return visit
  }

  async #fold(part: OpenVisit, whole: OpenVisit): Promise<OpenVisit> {
    if (part.saved) await this.#options.visits.delete(part.id)
    await this.#forgetIfNobody(part.of, 0)
    this.#open.fold(part, whole)
    this.#book.remove(part.id)
    return whole
  }

  async #become(visit: OpenVisit, of: VisitOf): Promise<void> {
    const counted = of.kind === 'person' || of.kind === 'visitor'
    visit.nth = counted ? (await this.#options.visits.count(of)) + 1 : undefined
    visit.of = of
    if (of.kind === 'person') visit.settled = false
  }

  /** A visitor who turned out to be registered, and has no other visit, was none. */
  async #forgetIfNobody(of: VisitOf, own: number): Promise<void> {
    const { visits } = this.#options
    if (of.kind !== 'visitor' || (await visits.count(of)) > own) return
    await this.known(() => visits.forget(of.visitorId))
  }

  async #save(visit: OpenVisit, hasEnded: boolean): Promise<void> {
    const { visits, space, remembersAt } = this.#options
    const isKept = isRemembered(visit.of) && !hasEnded && remembersAt(visit.cameraId)
    // Whoever watches the camera now says that it goes on.
    await visits.save(visit.toVisit(hasEnded || this.#lost.has(visit.cameraId)), isKept ? visit.face(space()) : undefined)
    visit.saved = true
    this.#options.onSaved?.()
    this.#note(visit)
  }

  /** In the book, as it is in the store. */
  #note(visit: OpenVisit): void {
    const face = visit.face(this.#options.space())
    if (!isRemembered(visit.of) || !face || !visit.saved) {
      this.#book.remove(visit.id)
      return
    }
    const { id, of, cameraId, arrivedAt, departedAt } = visit
    const { template, weight, quality } = face
    const visitorId = of.kind === 'visitor' ? of.visitorId : undefined
    this.#book.put({ visitId: id, visitorId, cameraId, arrivedAt, departedAt, template, weight, quality })
  }

  async #end(visit: OpenVisit): Promise<void> {
    await this.#save(visit, true)
    await this.#tell(visit, true)
    this.#open.drop(visit)
    this.#options.onChanged()
  }

  /** News, unless of an ignored visitor, or of a stranger of whom it may soon be clear who they are. */
  async #tell(visit: OpenVisit, hasEnded = false): Promise<void> {
    const { visits, onNews, remembersAt, clock } = this.#options
    const whose = identityOf(visit.of) ?? 'stranger'
    const mayBecomeClear = whose === 'stranger' && !visit.settled && remembersAt(visit.cameraId)
    const isEarly = mayBecomeClear && clock() - visit.firstHeardMs < TELL_AFTER_MS && visit.isThere(clock())
    const kinds: VisitNews['kind'][] = []
    if (visit.told === undefined && (!isEarly || hasEnded)) kinds.push('arrived')
    else if (visit.told !== undefined && visit.told !== whose) kinds.push('identified')
    if (hasEnded) kinds.push('departed')
    if (kinds.length === 0) return
    visit.told = whose
    const kept = await visits.find(visit.id)
    const isIgnored = kept.of.kind === 'visitor' && (await visits.visitor(kept.of.visitorId)).state === 'ignored'
    if (!isIgnored) for (const kind of kinds) onNews({ kind, visit: kept })
  }

  /** Everything anew: another space, or somebody else changed visitors. */
  async #read(): Promise<void> {
    const { visits, openBook, space } = this.#options
    const [version, used] = [await visits.version(), space()]
    this.#book = await readBook(visits, used, openBook())
    this.#space = used
    for (const visit of this.#open.all) await this.#reread(visit)
    this.#version = version
  }

  /** What became of an open visit in the store. */
  async #reread(visit: OpenVisit): Promise<void> {
    if (!visit.saved) return
    const kept = await this.#options.visits.find(visit.id).catch((error: unknown) => {
      if (error instanceof RostroError && error.code === 'visit_not_found') return undefined
      throw error
    })
    if (!kept) {
      this.#open.drop(visit)
      return
    }
    const isSame = kept.of.kind === visit.of.kind && identityOf(kept.of) === identityOf(visit.of)
    visit.nth = identityOf(kept.of) === undefined ? undefined : kept.nth
    if (isSame) return
    Object.assign(visit, { of: kept.of, settled: true })
    if (!isRemembered(kept.of)) visit.forgetFace()
  }
}

const isRemembered = ({ kind }: VisitOf): boolean => kind === 'visitor' || kind === 'waiting'

/** Somebody who is not there any more is no failure. @throws all other errors */
function unlessGone(error: unknown): void {
  if (!(error instanceof RostroError) || error.kind !== 'input') throw error
}
