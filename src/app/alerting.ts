// Makes alerts of what becomes known of visits: which rules speak, once a visit; written down before anybody is told.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import type { Notice } from '../core/alerts.ts'
import type { Groups } from '../core/groups.ts'
import type { Visit, VisitNews, Visitor, Visits } from '../core/visits.ts'
import { isFor, keptIn, toBody, type KeptAlert } from '../alerts/kept-alert.ts'
import { identityOf, isDue, isTooSoon, match, matchesDeed, missing, onceOfMissing } from '../alerts/match.ts'
import { toRules, toTargets, type Alert, type AlertKind, type AlertRule, type AlertTarget, type Named } from '../alerts/rule.ts'
import { systemClock, type Clock } from '../alerts/sink.ts'
import { dayOf, midnightBefore } from '../alerts/time-windows.ts'
import { AlertOutbox } from './alert-outbox.ts'
import { AlertTargets } from './alert-targets.ts'
import { countPresent, type CountedStore } from './count-present.ts'
import { Turns } from './turns.ts'

/** What no target took by then is given up. */
const KEPT_MS = 72 * 3_600_000
const KEPT_NOTICES = 10_000
/** Visits and identities remembered to be told of once; the oldest are forgotten first. */
const REMEMBERED = 10_000
/** Of other servers' alerts, at once. */
const MOST_TOLD = 100
const MINUTE_MS = 60_000

export interface AlertingOptions {
  readonly store: Pick<Store, 'alerts' | 'people' | 'person'> &
    CountedStore & { readonly visits: Pick<Visits, 'spans'>; readonly groups: Pick<Groups, 'list'> }
  /** Where files of alerts lie: `alerts` in the data folder. */
  readonly folder: string
  /** Of Rostro, for who receives alerts. */
  readonly version: string
  /** Whether this server sends alerts: one of those that use the store does. Default: it does. */
  readonly sends?: () => boolean
  /** For live pages and notifications of the browser. */
  readonly onNotice: (alert: Alert) => void
  /** @param source a target's id, or `alerts`; a message of undefined: all is well again */
  readonly onProblem: (source: string, message: string | undefined) => void
  /** While false, nothing is given up for its age: a clock that jumped makes everything old. */
  readonly isClockBelieved?: () => Promise<boolean>
  readonly clock?: Clock
  readonly random?: () => number
}

type New = Omit<KeptAlert, 'targetIds' | 'rule'>

export class Alerting {
  readonly #options: AlertingOptions
  readonly #clock: Clock
  readonly #outbox: AlertOutbox
  readonly #targets: AlertTargets
  readonly #turns: Turns
  #known: readonly AlertTarget[] = []
  #newest = 0
  #sends = false
  /** Rules that spoke of a visit. */
  readonly #spoke = new Map<string, Set<string>>()
  /** When a rule spoke of somebody who was found out to be this identity only later. */
  readonly #lastAt = new Map<string, Date>()
  /** Rule → the day, and the rule as it was then, on which it was looked who is missing. */
  readonly #looked = new Map<string, string>()
  #stopTicking: (() => void) | undefined
  #closed = false

  constructor(options: AlertingOptions) {
    this.#options = options
    const { store, onProblem, clock = systemClock, random = Math.random } = options
    this.#clock = clock
    this.#outbox = new AlertOutbox(store)
    this.#targets = new AlertTargets({
      ...options,
      alerts: store.alerts,
      clock,
      random,
      toAlert: (notice, targetId) => this.#outbox.readFor(notice, targetId),
    })
    this.#turns = new Turns(clock, message => {
      onProblem('alerts', message && `Alerts cannot be written: ${message}`)
    })
  }

  /** Goes on with what waited when the last process ended. @throws RostroError store_* */
  async start(): Promise<void> {
    this.#newest = await this.#options.store.alerts.newest()
    await this.reload()
    this.#turns.add(() => this.#tick())
    this.#tickLater()
  }

  /** Targets changed in the store. @throws RostroError store_* */
  async reload(): Promise<void> {
    const { alerts } = this.#options.store
    // Whoever was switched off until now begins with what comes next.
    await this.#passBy()
    this.#known = toTargets(await alerts.targets())
    this.#sends = this.#isSender()
    await this.#targets.apply(this.#sends ? this.#known : [])
    this.#turns.add(() => this.#showPresence())
  }

  /** Takes in what other servers did: alerts they wrote down, targets they changed, and the sending where it is this one's by now. */
  follow(): void {
    this.#turns.add(async () => {
      const { store, onNotice } = this.#options
      const isChanged = JSON.stringify(toTargets(await store.alerts.targets())) !== JSON.stringify(this.#known)
      if (isChanged || this.#isSender() !== this.#sends) await this.reload()
      const others = await this.#outbox.since(this.#newest, MOST_TOLD)
      for (const alert of others) onNotice(alert)
      this.#newest = others.at(-1)?.sequence ?? this.#newest
      if (others.length > 0) this.#targets.wake()
    })
  }

  /** Returns at once; waits for nothing that is outside. */
  take(news: VisitNews): void {
    const at = this.#clock.now()
    this.#turns.add(() => this.#hear(news, at))
  }

  /** A picture or screen was held up in place of a face. @param eventId of the timeline: told once */
  spoofSeen(camera: Named, eventId: string): void {
    this.#deed('spoof', camera, null, `camera:${camera.id}/spoof:`, eventId)
  }

  /** Somebody was made to open a door. */
  duressSeen(door: Named, personId: string): void {
    this.#deed('duress', door, personId, `person:${personId}/duress:`, randomUUID())
  }

  #isSender(): boolean {
    return this.#options.sends?.() ?? true
  }

  #deed(kind: 'spoof' | 'duress', camera: Named, personId: string | null, prefix: string, id: string): void {
    const at = this.#clock.now()
    this.#turns.add(async () => {
      const made = (await this.#rules()).filter(rule => matchesDeed(rule, kind, camera.id, at))
      const alert: New = { kind, camera, personId, visitor: null, visitId: null }
      const due = await this.#dueOf(made, prefix, at)
      await this.#add(due.map(rule => ({ rule, alert, once: `${rule.id}/${prefix}${id}`, at })))
    })
  }

  /** Sends a test alert to one target, past all that wait. @throws RostroError target_not_found, store_* */
  async test(targetId: string): Promise<{ readonly ok: boolean; readonly message: string }> {
    const target = toTargets(await this.#options.store.alerts.targets()).find(({ id }) => id === targetId)
    if (!target) throw new RostroError('target_not_found', 'There is no such target; it may have been removed.')
    const alert: Alert = {
      ...{ id: randomUUID(), sequence: this.#newest, at: this.#clock.now().toISOString(), kind: 'test' },
      ...{ rule: { id: 'test', name: 'Test' }, camera: null, person: null, visitor: null, visitId: null },
    }
    return this.#targets.test(target, alert)
  }

  /** Alerts after a cursor, oldest first. @throws RostroError store_* */
  async since(after: number, limit: number): Promise<{ readonly items: readonly Alert[]; readonly newest: number }> {
    return { items: await this.#outbox.since(after, limit), newest: this.#newest }
  }

  /** How many alerts wait for a target. @throws RostroError store_* */
  waiting(targetId: string): Promise<number> {
    return this.#outbox.waiting(targetId)
  }

  /** Resolves once what was taken is written down and no attempt is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#stopTicking?.()
    await this.#turns.close()
    await this.#targets.close()
  }

  /** As they are now: they go, and change, with the people they are about, whichever process deletes or merges those. */
  async #rules(): Promise<readonly AlertRule[]> {
    return toRules(await this.#options.store.alerts.rules())
  }

  async #hear(news: VisitNews, at: Date): Promise<void> {
    const { visits, groups } = this.#options.store
    const { visit } = news
    const visitor = visit.of.kind === 'visitor' ? await visits.findVisitor(visit.of.visitorId) : undefined
    if (visitor?.state !== 'ignored') {
      const rules = await this.#rules()
      const all = rules.some(({ who, when }) => who.kind === 'group' || when.kind === 'outside_hours') ? await groups.list() : []
      const kinds = new Map(rules.map(rule => [rule, match(rule, news, all, at)]))
      await this.#speak(
        rules.filter(rule => kinds.get(rule)),
        rule => alertOf(kinds.get(rule)!, visit, visitor),
        visit,
        at,
      )
    }
    if (news.kind === 'departed') this.#spoke.delete(visit.id)
    await this.#showPresence()
  }

  async #speak(rules: readonly AlertRule[], alertOf: (rule: AlertRule) => New, visit: Visit, at: Date): Promise<void> {
    const spoke = this.#spoke.get(visit.id) ?? new Set<string>()
    const prefix = identityOf(visit)
    for (const { id } of rules) if (spoke.has(id)) remember(this.#lastAt, `${id}/${prefix}`, at)
    const due = await this.#dueOf(
      rules.filter(({ id }) => !spoke.has(id)),
      prefix,
      at,
    )
    await this.#add(due.map(rule => ({ rule, alert: alertOf(rule), once: `${rule.id}/${prefix}${visit.id}`, at })))
    if (due.length > 0) remember(this.#spoke, visit.id, new Set([...spoke, ...due.map(({ id }) => id)]))
  }

  /** Those of the rules that did not speak of this identity too short a while ago. */
  async #dueOf(rules: readonly AlertRule[], prefix: string, at: Date): Promise<readonly AlertRule[]> {
    const due: AlertRule[] = []
    for (const rule of rules) {
      const once = `${rule.id}/${prefix}`
      const last = [this.#lastAt.get(once), rule.atMostEveryMinutes > 0 && (await this.#options.store.alerts.lastAt(once))]
      if (!last.some(time => time && isTooSoon(rule, time, at))) due.push(rule)
    }
    return due
  }

  async #tick(): Promise<void> {
    const { store, isClockBelieved } = this.#options
    const at = this.#clock.now()
    for (const rule of await this.#rules()) if (isDue(rule, at)) await this.#lookWhoIsMissing(rule, at)
    await this.#passBy()
    const isBelieved = (await isClockBelieved?.()) ?? true
    const wants = (notice: Notice, targetId: string) => isFor(keptIn(notice), targetId)
    await store.alerts.expire(new Date(isBelieved ? at.getTime() - KEPT_MS : 0), KEPT_NOTICES, wants)
    await this.#showPresence()
  }

  #tickLater(): void {
    const untilNextMs = MINUTE_MS - (this.#clock.now().getTime() % MINUTE_MS)
    this.#stopTicking = this.#clock.after(untilNextMs, () => {
      this.#turns.add(() => this.#tick())
      this.#tickLater()
    })
  }

  async #lookWhoIsMissing(rule: AlertRule, at: Date): Promise<void> {
    const { visits, groups, people } = this.#options.store
    const look = `${dayOf(at)} ${JSON.stringify(rule)}`
    if (this.#looked.get(rule.id) === look) return
    const today = await visits.spans({ kind: 'person', from: midnightBefore(at) })
    const absent = new Set(missing(rule, today, await groups.list()))
    const registered = (await people.call(this.#options.store)).filter(({ id }) => absent.has(id))
    await this.#add(
      registered.map(({ id }) => ({
        rule,
        alert: { kind: 'missing', camera: null, personId: id, visitor: null, visitId: null },
        once: onceOfMissing(rule, id, at),
        at,
      })),
    )
    this.#looked.set(rule.id, look)
  }

  async #add(
    made: readonly { readonly rule: AlertRule; readonly alert: New; readonly once: string; readonly at: Date }[],
  ): Promise<void> {
    if (made.length === 0) return
    const notices = made.map(({ rule: { id, name, targetIds }, alert, once, at }) => {
      return { id: randomUUID(), at, once, body: toBody({ ...alert, rule: { id, name }, targetIds }) }
    })
    const added = await this.#options.store.alerts.add(notices)
    this.#newest = added.at(-1)?.sequence ?? this.#newest
    this.#targets.wake()
    for (const notice of added) this.#options.onNotice(await this.#outbox.read(notice))
  }

  /** Targets that are switched off miss what happens meanwhile. */
  async #passBy(): Promise<void> {
    const { alerts } = this.#options.store
    const off = this.#known.filter(({ enabled }) => !enabled)
    if (off.length === 0) return
    for (const { id } of await alerts.targets()) {
      if (!off.some(target => target.id === id)) continue
      const delivery = await alerts.delivery(id)
      if (delivery.position < this.#newest) await alerts.setDelivery({ ...delivery, position: this.#newest })
    }
  }

  async #showPresence(): Promise<void> {
    if (!this.#closed && this.#targets.tellPresence) this.#targets.showPresence(await countPresent(this.#options.store))
  }
}

const alertOf = (kind: AlertKind, visit: Visit, visitor: Visitor | undefined): New => ({
  kind,
  camera: { id: visit.cameraId, name: visit.cameraName },
  personId: visit.of.kind === 'person' ? visit.of.personId : null,
  visitor: visitor ? { id: visitor.id, number: visitor.number, visits: visitor.visits } : null,
  visitId: visit.id,
})

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest)
}
