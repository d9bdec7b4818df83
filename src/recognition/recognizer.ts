// One source's faces through time: detect, track, gather evidence only while it is needed, decide, tell what changed.

import { borrow } from '../core/image/borrow.ts'
import { nms } from '../core/geometry/nms.ts'
import { NOT_CHECKED } from '../core/liveness.ts'
import type { Frame, Networks, Size } from '../core/ports.ts'
import type { Decision, Image, Track } from '../core/types.ts'
import { Tracker, type TrackedDetection, type TrackerOptions } from '../tracking/tracker.ts'
import { decideTogether, type DecisionSettings } from './decide.ts'
import { CLEAR_QUALITY, Evidence, MIN_QUALITY, whoIsNear, type Comparable, type People } from './evidence.ts'
import { examine, isFace, type Face } from './examine.ts'
import { cropAround } from './face-crop.ts'
import { FrameLooks } from './frame-looks.ts'
import { judged, LivenessEvidence, type LivenessPolicy, type PictureAlarm } from './liveness.ts'
import { nextLookAfterMs } from './pace.ts'
import type { BestFace, Followed, FrameResult, RecognitionEvent, RecognizedFace } from './recognized.ts'
import { isWithinView, type View } from './within-view.ts'

export interface RecognizerSettings extends DecisionSettings, View {
  /** Detect this often; on the frames in between tracks are moved along. */
  readonly detectEveryMs: number
  /**
   * Most faces looked at closely in one frame, those that have waited longest; the others have their turn in the frames
   * that follow. A look costs many times a detection: where somebody waits for the answer of each frame, this evens it out.
   */
  readonly looksPerFrame?: number | undefined
  /** Look for small faces too, in tiles of large pictures where something moves: finds people far away, at up to twice the cost. */
  readonly far?: boolean | undefined
  /** Keep the best picture of each face: see BestFace. */
  readonly keepBest?: boolean | undefined
  /** Tell faces from pictures of them. Default `off`: in a recording everybody is a picture. */
  readonly liveness?: LivenessPolicy | undefined
  /** What is known of the source beforehand: it is no camera. */
  readonly alarm?: 'virtual_camera' | undefined
  readonly tracker?: Partial<TrackerOptions>
}

interface Memory {
  readonly evidence: Evidence
  readonly liveness: LivenessEvidence
  decision: Decision
  decisionFrames: number
  best: BestFace | undefined
  /** Looks that were sure to see a face. */
  sureLooks: number
  /** Looks in a row at a face unlike the one before, none clear enough to be certain alone. */
  strangeLooks: number
  /** Looks that saw no face; a track nobody confirmed is asked less and less often. */
  refusals: number
  nextLookAtMs: number
}

const MAX_IOU = 0.35
/** A new face this unlike what a track showed so far is somebody else who took its place. */
const SAME_FACE_SIMILARITY = 0.2
/** So many looks in a row at a turned or blurred face unlike it mean the same. */
const MAX_STRANGE_LOOKS = 3
/** Of width to height, beyond the rounding of sizes. */
const MAX_SHAPE_CHANGE = 0.02
/** Sure looks that make a track a face. */
const SURE_LOOKS = 2
/** After a look that saw no face, or none good enough. */
const REFUSED_PAUSE_MS = 100
/** Looks in a row that saw no face where a face was: the track has drifted onto something else. */
const MAX_REFUSALS = 4

export class Recognizer {
  readonly #networks: Networks
  #settings: RecognizerSettings
  readonly #tracker: Tracker
  readonly #looks: FrameLooks
  readonly #memories = new Map<number, Memory>()
  #lookedAtMs = -Infinity
  #size: Size | undefined
  #alarm: PictureAlarm | undefined

  constructor(networks: Networks, settings: RecognizerSettings) {
    this.#networks = networks
    this.#settings = settings
    this.#looks = new FrameLooks(networks.detector)
    this.#tracker = new Tracker({ startScore: networks.detector.scores.start, ...settings.tracker })
  }

  /** Whether a frame of this time would be searched for faces. Frames come a little early or late: half a frame at 50 a second is no reason to wait. */
  isDue(atMs: number): boolean {
    return atMs - this.#lookedAtMs >= this.#settings.detectEveryMs - 10
  }

  /** Somebody is there of whom it is not known yet who it is. */
  get isDeciding(): boolean {
    return [...this.#memories.values()].some(({ decision }) => decision.outcome === 'undecided')
  }

  /** How faces are decided from now on; tracks go on. */
  decideBy(settings: DecisionSettings & View & Pick<RecognizerSettings, 'liveness'>): void {
    this.#settings = { ...this.#settings, ...settings }
  }

  /** Takes in one frame, which stays the caller's to close. Frames come one at a time, in order. */
  async process(frame: Frame, people: People): Promise<FrameResult> {
    return (await this.follow(frame)).lookCloser(people)
  }

  /**
   * The quick half of process(): where the faces are, under the names they had before this frame. For somebody who waits
   * for boxes to move. The slow half must end before the next frame is taken in, and before this one is closed.
   */
  async follow(frame: Frame): Promise<Followed> {
    const { atMs } = frame
    const events: RecognitionEvent[] = []
    const isDue = this.isDue(atMs)
    if (isDue) this.#lookedAtMs = atMs
    const seen = isDue ? await this.#track(frame, events) : undefined
    return {
      faces: this.#faces(atMs, seen),
      lookCloser: async people => {
        if (seen) {
          await this.#gather(frame, seen, events)
          const visible = this.#visible(seen, atMs)
          const probes = visible.flatMap(({ id }) => this.#memory(id).evidence.probes(this.#settings.rule))
          const near = await whoIsNear(people, probes)
          // Whoever left while they were looked for is decided no more.
          this.#decide(this.#visible(seen, atMs), near, atMs, events)
        }
        return { atMs, faces: this.#faces(atMs, seen), events }
      },
    }
  }

  /** The source ended: everybody leaves. */
  end(atMs: number): RecognitionEvent[] {
    const events: RecognitionEvent[] = []
    this.#leave(this.#tracker.end(atMs), atMs, events)
    return events
  }

  /** Detects, and tells which detection continues which track. */
  async #track(frame: Frame, events: RecognitionEvent[]): Promise<readonly TrackedDetection[]> {
    const { motion, isCut, detect } = await this.#looks.take(frame, this.#policy !== 'off')
    // A recording that is played to the camera's wire is nobody, whatever its faces look like.
    this.#alarm = motion === 'moving' ? this.#settings.alarm : motion === 'frozen' ? 'frozen_picture' : 'looping_picture'
    if (isCut || !this.#keepsSize(frame)) this.#leave(this.#tracker.end(frame.atMs), frame.atMs, events)
    const detections = await detect(this.#settings.far ?? false)
    const wanted = nms(detections, MAX_IOU).filter(({ box }) => isWithinView(box, frame, this.#settings))
    const { seen, lost } = this.#tracker.step(wanted, frame.atMs)
    this.#leave(lost, frame.atMs, events)
    return seen
  }

  /**
   * Takes in the size of the frame. A browser sends smaller pictures when the network is slow: the same view, in which
   * everybody is followed on. @returns false when the picture has another shape, in which old boxes mean nothing.
   */
  #keepsSize({ width, height }: Size): boolean {
    const before = this.#size
    this.#size = { width, height }
    if (!before || (before.width === width && before.height === height)) return true
    const [sx, sy] = [width / before.width, height / before.height]
    if (Math.abs(sx / sy - 1) > MAX_SHAPE_CHANGE) return false
    this.#tracker.rescale(sx, sy)
    return true
  }

  /** Looks closer at the faces whose tracks still need it. */
  async #gather(frame: Frame, seen: readonly TrackedDetection[], events: RecognitionEvent[]): Promise<void> {
    const nextLookAtMs = ({ track }: TrackedDetection) => this.#memory(track.id).nextLookAtMs
    const due = seen
      .filter(s => this.#tracker.canConfirm(s.track.id) && frame.atMs >= nextLookAtMs(s))
      .sort((a, b) => nextLookAtMs(a) - nextLookAtMs(b))
      .slice(0, this.#settings.looksPerFrame)
    if (due.length === 0) return
    const fresh = due.filter(({ track }) => track.state === 'tentative')
    const known = due.filter(({ track }) => track.state !== 'tentative')
    // What is kept of it is cut out while the frame is open.
    const image = await borrow(frame)
    for (const [group, secondLook] of [
      [fresh, true],
      [known, false],
    ] as const) {
      if (group.length === 0) continue
      const examined = await examine(
        image,
        group.map(s => s.detection),
        this.#networks,
        { secondLook, quick: true },
      )
      for (const [i, result] of examined.entries()) {
        const { track } = group[i]!
        if (isFace(result)) await this.#take(track, result, image, frame.atMs, events)
        else this.#refuse(track, result.rejected === 'not_a_face', frame.atMs, events)
      }
    }
  }

  async #take(track: Track, face: Face, image: Image, atMs: number, events: RecognitionEvent[]): Promise<void> {
    const memory = this.#memory(track.id)
    if (track.state === 'tentative' && !face.surelyAFace) {
      memory.nextLookAtMs = atMs + REFUSED_PAUSE_MS
      return
    }
    const agreement = memory.evidence.agreesWith(face.template)
    // What cannot be read says neither who it is nor who it is not.
    const isRead = face.quality.value >= MIN_QUALITY
    if (isRead && agreement !== undefined && agreement < SAME_FACE_SIMILARITY) {
      memory.strangeLooks++
      memory.nextLookAtMs = atMs + REFUSED_PAUSE_MS
      // One look is enough to see that it is somebody else.
      const clear = face.quality.reasons.length === 0 && face.quality.value >= CLEAR_QUALITY
      if (clear || memory.strangeLooks >= MAX_STRANGE_LOOKS) this.#leave(this.#tracker.end(atMs, track.id), atMs, events)
      return
    }
    memory.strangeLooks = 0
    memory.evidence.add(face.template, face.quality)
    if (this.#policy !== 'off') await memory.liveness.look(image, face.detection)
    if (this.#settings.keepBest && face.quality.value > (memory.best?.quality ?? -1)) memory.best = toBest(face, image)
    memory.refusals = 0
    if (face.surelyAFace && ++memory.sureLooks >= SURE_LOOKS) this.#tracker.confirm(track.id)
    const { outcome } = memory.decision
    const isOpen = this.#policy !== 'off' && !memory.liveness.isSettled
    memory.nextLookAtMs = atMs + nextLookAfterMs(memory.evidence.count, isOpen ? 'undecided' : outcome)
  }

  #refuse(track: Track, notAFace: boolean, atMs: number, events: RecognitionEvent[]): void {
    const memory = this.#memory(track.id)
    if (notAFace) memory.refusals++
    memory.nextLookAtMs = atMs + REFUSED_PAUSE_MS * 2 ** Math.min(MAX_REFUSALS, memory.refusals)
    if (track.state === 'confirmed' && memory.refusals >= MAX_REFUSALS)
      this.#leave(this.#tracker.end(atMs, track.id), atMs, events)
  }

  #visible(seen: readonly TrackedDetection[], atMs: number): readonly Track[] {
    return this.#tracker.predict(atMs).filter(t => t.state === 'confirmed' && seen.some(s => s.track.id === t.id))
  }

  #decide(visible: readonly Track[], gallery: Comparable, atMs: number, events: RecognitionEvent[]): void {
    const memories = visible.map(t => this.#memory(t.id))
    const decisions = this.#decideAll(memories, gallery)
    for (const [i, decision] of decisions.entries()) {
      const memory = memories[i]!
      const before = memory.decision
      const appeared = memory.decisionFrames < 0
      const changed = isAnother(decision, before)
      memory.decision = decision
      if (appeared || changed) memory.decisionFrames = memory.evidence.count
      if (appeared) events.push({ type: 'appeared', atMs, track: visible[i]!, decision })
      if (changed) events.push({ type: 'decided', atMs, track: visible[i]!, decision })
    }
    this.#endShadows(visible, decisions, atMs, events)
  }

  /** A picture of somebody never takes the name from whoever is really there: those are decided first, and apart. */
  #decideAll(memories: readonly Memory[], gallery: Comparable): Decision[] {
    const verdicts = memories.map(({ liveness }) => (this.#policy === 'off' ? NOT_CHECKED : liveness.verdict(this.#alarm)))
    const decided = new Map<Memory, Decision>()
    for (const attacks of [false, true]) {
      const some = memories.filter((_, i) => (verdicts[i]!.outcome === 'attack') === attacks)
      const decisions = decideTogether(
        some.map(m => ({ evidence: m.evidence, previous: m.decision, previousFrames: m.decisionFrames })),
        gallery,
        this.#settings,
      )
      for (const [i, memory] of some.entries()) decided.set(memory, decisions[i]!)
    }
    return memories.map((memory, i) => judged(decided.get(memory)!, verdicts[i]!, this.#policy))
  }

  /** A track nobody saw just now, of a person who is seen elsewhere now, is where they were a moment ago. */
  #endShadows(visible: readonly Track[], decisions: readonly Decision[], atMs: number, events: RecognitionEvent[]): void {
    const here = new Set(decisions.map(d => d.candidate?.personId))
    for (const { id } of this.#tracker.predict(atMs)) {
      const personId = this.#memory(id).decision.candidate?.personId
      const elsewhere = personId !== undefined && here.has(personId) && visible.every(t => t.id !== id)
      if (elsewhere) this.#leave(this.#tracker.end(atMs, id), atMs, events)
    }
  }

  #leave(lost: readonly Track[], atMs: number, events: RecognitionEvent[]): void {
    for (const track of lost) {
      const memory = this.#memories.get(track.id)
      this.#memories.delete(track.id)
      if (memory && memory.decisionFrames >= 0) events.push({ type: 'left', atMs, track, decision: memory.decision })
    }
  }

  #faces(atMs: number, seen: readonly TrackedDetection[] = []): RecognizedFace[] {
    return this.#tracker
      .predict(atMs)
      .filter(t => t.state === 'confirmed' && this.#memory(t.id).decisionFrames >= 0)
      .map(track => {
        const { decision, evidence, best } = this.#memory(track.id)
        const { mean: template, weight } = evidence
        return {
          track,
          decision,
          frames: evidence.count,
          seen: seen.find(s => s.track.id === track.id)?.detection,
          ...(best && { best }),
          ...(template && { pooled: { template, weight } }),
        }
      })
  }

  #memory(id: number): Memory {
    const memory = this.#memories.get(id) ?? {
      evidence: new Evidence(),
      liveness: new LivenessEvidence(this.#networks.pad),
      decision: this.#undecided(),
      decisionFrames: -1,
      best: undefined,
      sureLooks: 0,
      strangeLooks: 0,
      refusals: 0,
      nextLookAtMs: 0,
    }
    this.#memories.set(id, memory)
    return memory
  }

  get #policy(): LivenessPolicy {
    return this.#settings.liveness ?? 'off'
  }

  #undecided(): Decision {
    return {
      outcome: 'undecided',
      candidate: undefined,
      candidates: [],
      threshold: this.#settings.threshold ?? 1,
      margin: undefined,
      reasons: ['not_enough_evidence'],
    }
  }
}

const isAnother = (one: Decision, other: Decision): boolean =>
  one.outcome !== other.outcome ||
  one.candidate?.personId !== other.candidate?.personId ||
  (one.liveness?.outcome === 'attack') !== (other.liveness?.outcome === 'attack')

const toBest = ({ template, quality, detection }: Face, image: Image): BestFace => ({
  template,
  quality: Math.round(quality.value),
  crop: cropAround(image, detection.box),
})
