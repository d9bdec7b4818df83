// Keeps one door: takes looks at whoever stands there and what they type, and opens only when everything was right.

import type { Door, DoorDecision, DoorReason } from '../../core/doors.ts'
import { decideAccess, type AccessEvidence, type AccessVerdict, type NotYet } from '../../doors/decide-access.ts'
import { pauseMs } from '../../doors/lockout.ts'
import type { AccessFault, AccessLook } from '../engine/access-look.ts'
import { Attempt } from './attempt.ts'
import { gist, viewOf, type Shown } from './build-view.ts'
import { checkFactor } from './check-factor.ts'
import { describeDecision } from './describe-decision.ts'
import { LOCK_READ_MS, SHOWN_MS, SILENT_MS, SLACK_MS, TICK_MS, GONE_MS } from './door-times.ts'
import { DoorFault, messageOfFault, reasonOf } from './door-fault.ts'
import { DoorLedger } from './door-ledger.ts'
import type { Ending } from './ending.ts'
import type { DoorView } from './door-view.ts'
import { inTime } from './in-time.ts'
import type { DoorKeeperOptions } from './keeper-needs.ts'
import { OneByOne } from './one-by-one.ts'
import { openAfterWriting, type Passage } from './open-after-writing.ts'
import { OpenerHolder } from './opener-holder.ts'
import { ANSWER_MS, readCircumstances, type Circumstances } from './read-circumstances.ts'
import { whyUnsound } from './sound-look.ts'

type First = NonNullable<AccessEvidence['first']> & Passage & { readonly untilMs: number }

export class DoorKeeper {
  readonly #options: DoorKeeperOptions
  readonly #ledger: DoorLedger
  readonly #opener: OpenerHolder
  readonly #work: OneByOne
  #door: Door | undefined
  #look: AccessLook | undefined
  #lookedAtMs = -Infinity
  #attempt: Attempt | undefined
  #reasons: readonly DoorReason[] = []
  #shown: Shown | undefined
  /** Who was complete where two are needed. */
  #first: First | undefined
  /** A face that has had its answer. `untilKnown`: it may still turn out to be somebody. */
  #rest: { readonly track: number; readonly untilKnown: boolean } | undefined
  /** Somebody unknown counts once, however long they stand there. */
  #countedTrack: number | undefined
  #lockReadAtMs = -Infinity
  #stopTicking: (() => void) | undefined
  #told = ''
  #closed = false

  constructor(options: DoorKeeperOptions) {
    this.#options = options
    this.#door = options.door
    this.#ledger = new DoorLedger(options.door, options.store.doors, options.clock)
    this.#opener = new OpenerHolder(options.openerOf)
    this.#work = new OneByOne(this.#fail.bind(this), this.#tell.bind(this))
    this.#work.add(() => this.#ledger.read())
  }

  get view(): DoorView {
    const { clock, door } = this.#options
    return viewOf({
      ...{ name: door.name, door: this.#door, lock: this.#ledger.lock, look: this.#look, attempt: this.#attempt },
      ...{ attemptReasons: this.#reasons, shown: this.#shown, secondUntilMs: this.#first?.untilMs, clock },
    })
  }

  /** One look, in the order in which they were made. @returns what to show for this frame; what follows later comes by `onView` */
  take(look: AccessLook): DoorView {
    this.#safely(() => {
      const nowMs = this.#nowMs()
      const why = whyUnsound(look)
      if (why) throw new DoorFault(why)
      if (this.#shown?.untilMs === Infinity) {
        this.#shown = undefined
        this.#options.onProblem(undefined)
      }
      this.#expire(nowMs)
      this.#follow(look, nowMs)
      this.#look = look
      this.#lookedAtMs = nowMs
      const attempt = this.#attempt
      if (attempt && !this.#work.isBusy) this.#work.add(() => this.#advance(attempt))
      this.#tickLater()
    })
    const { view } = this
    this.#told = gist(view)
    return view
  }

  /** Typed or read; counts only while one is asked for, and one at a time: what comes meanwhile is left out. */
  factor(value: string): void {
    const attempt = this.#attempt
    if (attempt?.need !== 'factor' || attempt.factor || this.#work.isBusy) return
    this.#work.add(() => this.#judgeFactor(attempt, value))
  }

  /** Somebody cannot do the movement asked for. */
  anotherMovement(): void {
    const attempt = this.#attempt
    if (!attempt?.isBeingChallenged || this.#work.isBusy || !attempt.giveUpMovement()) return
    this.#work.add(() => this.#ask(attempt))
  }

  /** Leaves this attempt; a challenge under way counts as failed, or whoever plays a recording would draw until one fits. */
  beginAgain(): void {
    this.#safely(() => {
      const wasChallenged = this.#attempt?.isBeingChallenged
      if (this.#attempt) this.#leave(this.#attempt, 'nobody_there')
      if (wasChallenged) return
      if (this.#shown?.state === 'refused') this.#shown = undefined
      this.#rest = undefined
      this.#tell()
    })
  }

  /** The camera, the engine or the connection: nothing opens until looks come again. */
  fault(reason: AccessFault): void {
    // An engine that comes back counts its tracks anew.
    this.#rest = this.#countedTrack = undefined
    this.#fail(new DoorFault(reason), Infinity)
  }

  /** The door was changed, locked or unlocked; undefined: deleted. */
  changed(door: Door | undefined): void {
    if (JSON.stringify(door) !== JSON.stringify(this.#door)) this.#attempt = this.#first = undefined
    this.#door = door
    if (door) this.#work.add(() => this.#ledger.read())
    this.#tell()
  }

  /** Resolves once nothing is under way. */
  idle(): Promise<void> {
    return this.#work.idle()
  }

  /** Ends the attempt, and resolves once nothing is under way. */
  async close(): Promise<void> {
    this.#safely(() => {
      if (this.#attempt) this.#leave(this.#attempt, 'nobody_there')
    })
    this.#closed = true
    this.#stopTicking?.()
    await this.idle()
    await this.#opener.close()
  }

  #follow(look: AccessLook, nowMs: number): void {
    const { face } = look
    if (face && this.#rest && face.track !== this.#rest.track) this.#rest = undefined
    const attempt = this.#attempt
    if (!attempt) {
      if (!face || !this.#mayBegin(look, nowMs)) return
      this.#rest = undefined
      this.#reasons = []
      this.#attempt = new Attempt(look, face.track, nowMs, this.#options.clock.now())
      return
    }
    if (look.atMs < (this.#look?.atMs ?? -Infinity) || attempt.aheadMs(look, nowMs) > SLACK_MS) throw new DoorFault('clock_fault')
    if (look.faces > 1) this.#leave(attempt, 'several_faces')
    else if (face && face.track !== attempt.track) this.#leave(attempt, 'another_track')
    else if (!face && nowMs - attempt.seenAtMs > GONE_MS) this.#leave(attempt, 'nobody_there')
    else {
      attempt.see(look, nowMs)
      const failure = attempt.hear(look, nowMs, SLACK_MS)
      if (failure) this.#end(attempt, ['challenge_failed'], { counts: true, failure, mayRetry: true })
    }
  }

  #mayBegin({ face, faces }: AccessLook, nowMs: number): boolean {
    if (this.#closed || this.#shown || !this.#door?.enabled || !face || faces !== 1) return false
    if (this.#isShut) {
      if (!this.#work.isBusy && nowMs - this.#lockReadAtMs >= LOCK_READ_MS) {
        this.#lockReadAtMs = nowMs
        this.#work.add(() => this.#ledger.read())
      }
      return false
    }
    if (this.#rest && !(this.#rest.untilKnown && face.decision.outcome === 'known')) return false
    return face.box.height >= this.#door.policy.minFacePx
  }

  /** Locked or paused, as far as is known here: the store is asked again before anything is decided. */
  get #isShut(): boolean {
    const { lock } = this.#ledger
    return lock.locked || pauseMs(lock, this.#options.clock.now()) !== 0
  }

  async #advance(attempt: Attempt): Promise<void> {
    if (this.#attempt !== attempt || !attempt.face) return
    const { decision } = attempt.face
    if (decision.liveness?.outcome === 'attack') {
      this.#end(attempt, ['presentation_attack'], { counts: true })
      this.#options.onAttack(this.#door ?? this.#options.door)
      return
    }
    const personId = decision.outcome === 'known' ? decision.candidate?.personId : undefined
    if (personId === undefined) this.#waitForName(attempt)
    else if ((attempt.personId ?? personId) !== personId) this.#leave(attempt, 'not_recognized')
    else await this.#advanceKnown(attempt, personId)
  }

  async #advanceKnown(attempt: Attempt, personId: string): Promise<void> {
    if (attempt.personId === undefined) attempt.isOf(personId, this.#nowMs())
    const circumstances = (attempt.circumstances ??= await this.#read(personId))
    if (this.#attempt !== attempt) return
    const verdict = this.#judge(attempt, circumstances)
    if (verdict.answer === 'open' || verdict.answer === 'first_of_two') await this.#decide(attempt, circumstances.door)
    else await this.#act(attempt, verdict)
  }

  async #act(attempt: Attempt, verdict: NotYet): Promise<void> {
    const { reasons } = verdict
    if (verdict.answer === 'fault') throw new DoorFault(reasons[0] ?? 'unexpected_fault')
    if (verdict.answer === 'refused') {
      this.#end(attempt, reasons.includes('too_old') ? [...this.#reasons, ...reasons] : reasons, verdict)
      return
    }
    if (attempt.need !== verdict.need) this.#reasons = reasons
    attempt.need = verdict.need
    if (!(this.#nowMs() - attempt.sinceMs <= (this.#door?.policy.withinMs ?? 0))) {
      this.#end(attempt, [...reasons, 'too_old'], { counts: false })
    } else if (verdict.need === 'challenge' && !attempt.asked) await this.#ask(attempt)
  }

  #waitForName(attempt: Attempt): void {
    const why = attempt.waitForName(this.#nowMs())
    if (why === 'unknown_person') this.#end(attempt, [why], { counts: this.#countedTrack !== attempt.track })
    else if (why) this.#end(attempt, [why], { counts: attempt.isBeingChallenged })
    if (why === 'unknown_person') this.#countedTrack = attempt.track
  }

  async #ask(attempt: Attempt): Promise<void> {
    const { makeChallenge, startChallenge, clock } = this.#options
    try {
      const challenge = makeChallenge({ colours: this.#door?.policy.colours !== 'off', without: attempt.without })
      // Before the engine knows: what it says of another nonce does not count.
      attempt.ask(challenge, this.#nowMs())
      await inTime(clock, ANSWER_MS, 'The engine', startChallenge(challenge))
    } catch (cause) {
      throw new DoorFault('model_fault', { cause })
    }
  }

  async #judgeFactor(attempt: Attempt, typed: string): Promise<void> {
    const [{ personId }, door] = [attempt, this.#door]
    if (this.#attempt !== attempt || personId === undefined || !door) return
    const match = await checkFactor(this.#options, personId, door.policy.factors, typed)
    if (match?.duress) this.#options.onDuress(door, personId)
    if (match && !match.wasUsed) {
      attempt.factor = { kind: match.kind, personId, track: attempt.track, atMs: this.#nowMs(), duress: match.duress }
      return this.#advance(attempt)
    }
    // Also of one who has left meanwhile.
    this.#reasons = ['factor_wrong']
    await this.#ledger.countRefusal(this.#describe(attempt, 'refused', ['recognized', 'factor_wrong']), door.policy)
    if (this.#isShut) this.#attempt = undefined
  }

  /** Everything is read and judged once more. @param before as the door was when the attempt began */
  async #decide(attempt: Attempt, before: Door): Promise<void> {
    const circumstances = await this.#read(attempt.personId ?? '')
    if (this.#attempt !== attempt) return
    const { door, person, isInside } = circumstances
    if (JSON.stringify(door) !== JSON.stringify(before)) {
      this.#attempt = undefined
      return
    }
    const verdict = this.#judge(attempt, circumstances)
    if (verdict.answer === 'open') await this.#open(attempt, circumstances, verdict.reasons)
    else if (verdict.answer !== 'first_of_two') await this.#act(attempt, verdict)
    else {
      const decision = this.#describe(attempt, 'waiting', verdict.reasons)
      await this.#ledger.write({ at: this.#options.clock.now(), decision })
      if (this.#attempt !== attempt) return
      const atMs = this.#nowMs()
      const until = { untilMs: atMs + door.policy.withinMs, evidenceHash: decision.evidenceHash }
      this.#first = { personId: person.id, isInside, atMs, ...until }
      this.#finish(attempt)
    }
  }

  async #open(attempt: Attempt, circumstances: Circumstances, reasons: readonly DoorReason[]): Promise<void> {
    await openAfterWriting({
      ...{ circumstances, ledger: this.#ledger, clock: this.#options.clock },
      decision: this.#describe(attempt, 'opened', reasons),
      together: this.#first ? [this.#first] : [],
      opener: this.#opener.of(circumstances.door),
      isStillRight: () => this.#attempt === attempt && this.#judge(attempt, circumstances).answer === 'open',
    })
    this.#first = undefined
    this.#finish(attempt, { state: 'opened', reasons, personName: circumstances.person.name })
    this.#options.onProblem(undefined)
  }

  #judge(attempt: Attempt, circumstances: Circumstances): AccessVerdict {
    const time = { nowMs: this.#nowMs(), now: this.#options.clock.now() }
    if (!(Math.abs(attempt.driftMs(time)) <= SLACK_MS)) throw new DoorFault('clock_fault')
    return decideAccess(attempt.evidence(this.#first), circumstances, time)
  }

  async #read(personId: string): Promise<Circumstances> {
    if (this.#door) await this.#ledger.settle(this.#door.policy)
    return readCircumstances(this.#options, personId)
  }

  #describe(attempt: Attempt, outcome: DoorDecision['outcome'], reasons: readonly DoorReason[]): DoorDecision {
    const { door, models } = this.#options
    return describeDecision(attempt, this.#first, { doorId: door.id, outcome, reasons, models: models() })
  }

  /** The face went, or another came: a challenge not finished was failed; who only passed by leaves no line. */
  #leave(attempt: Attempt, reason: DoorReason): void {
    if (attempt.isBeingChallenged) this.#end(attempt, ['challenge_failed', reason], { counts: true, mayRetry: true })
    else if (attempt.need === 'factor') this.#end(attempt, ['factor_missing', reason], { counts: false, mayRetry: true })
    else this.#attempt = undefined
  }

  #end(attempt: Attempt, reasons: readonly DoorReason[], { counts, failure, mayRetry = false }: Ending): void {
    this.#finish(attempt, { state: 'refused', reasons, failure })
    const isName = reasons.includes('unknown_person') || reasons.includes('not_recognized')
    this.#rest = mayRetry ? undefined : { track: attempt.track, untilKnown: isName }
    this.#write(this.#describe(attempt, 'refused', reasons), counts)
  }

  #finish(attempt: Attempt, shown?: Omit<Shown, 'untilMs'>): void {
    if (this.#attempt === attempt) this.#attempt = undefined
    this.#rest = { track: attempt.track, untilKnown: false }
    this.#shown = shown && { ...shown, untilMs: this.#nowMs() + SHOWN_MS }
  }

  #write(decision: DoorDecision, counts: boolean): void {
    const [policy, at] = [this.#door?.policy, this.#options.clock.now()]
    this.#work.add(() => (counts && policy ? this.#ledger.countRefusal(decision, policy) : this.#ledger.write({ at, decision })))
  }

  /** Whatever failed: nobody is let in, and what was under way is over. A challenge that the camera's end cut short counts. */
  #fail(error: unknown, untilMs: number = this.#lookedAtMs + SHOWN_MS): void {
    const [attempt, reason] = [this.#attempt, reasonOf(error)]
    this.#attempt = undefined
    this.#first = undefined
    this.#shown = { state: 'fault', reasons: [reason], untilMs: Number.isFinite(untilMs) ? untilMs : Infinity }
    const isWritten = error instanceof DoorFault && error.isWritten
    if (attempt && isWritten) this.#rest = { track: attempt.track, untilKnown: false }
    if (attempt?.personId !== undefined && !isWritten) {
      const isEyes = reason === 'camera_fault' || reason === 'model_fault'
      this.#work.add(() => {
        this.#write(this.#describe(attempt, 'fault', [reason]), isEyes && attempt.isBeingChallenged)
        return Promise.resolve()
      })
    }
    this.#options.onProblem(`The door ${this.#options.door.name} stays closed: ${messageOfFault(error)}`)
    this.#tell()
  }

  #safely(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** @throws DoorFault clock_fault for a clock that is none, or goes back */
  #nowMs(): number {
    const nowMs = this.#options.clock.monotonic()
    if (!Number.isFinite(nowMs) || nowMs < this.#lookedAtMs) throw new DoorFault('clock_fault')
    return nowMs
  }

  #expire(nowMs: number): void {
    if (this.#shown && nowMs >= this.#shown.untilMs) this.#shown = undefined
    if (this.#first && nowMs >= this.#first.untilMs) this.#first = undefined
  }

  #tickLater(): void {
    if (this.#closed || this.#stopTicking) return
    this.#stopTicking = this.#options.clock.after(TICK_MS, () => {
      this.#stopTicking = undefined
      this.#safely(() => {
        const nowMs = this.#nowMs()
        this.#expire(nowMs)
        const isSilent = nowMs - this.#lookedAtMs > SILENT_MS
        // A browser that nobody stands before may sleep; a camera of the server never does.
        const isWatching = this.#look !== undefined && this.#door?.source.kind === 'camera'
        if (isSilent && (this.#attempt || isWatching)) this.fault('camera_fault')
        if (isSilent) this.#look = undefined
        if (this.#attempt || this.#shown || this.#first || this.#look) this.#tickLater()
        this.#tell()
      })
    })
  }

  #tell(): void {
    if (this.#closed) return
    const { view } = this
    const told = gist(view)
    if (told === this.#told) return
    this.#told = told
    this.#options.onView(view)
  }
}
