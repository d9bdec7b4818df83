// Operating points and replays of the fake API: made-up score distributions, and its events decided anew.

import type { AnswerOf, ReplayedJson, SettingsJson } from '../../../src/client.ts'
import type { World } from './world.ts'

export type OperatingPointJson = AnswerOf<'GET /operating-point'>
type Chosen = Pick<SettingsJson, 'threshold' | 'wrongNames'>
type FaceEvent = World['events'][number]
type Redecided = ReplayedJson['changes'][number]['after']

const DEFAULT_THRESHOLD = 0.4
/** Cosine for each power of ten that wrong names are rarer. */
const STEP = 0.055
const GREY = 0.12

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const around = (value: number, by: number) => ({ value, low: value / by, high: Math.min(1, value * by) })

/** Default: the settings in force. */
export function pointOf(world: World, { threshold, wrongNames }: Chosen = world.settings): OperatingPointJson {
  const people = world.people.size
  // The default is one stranger in a thousand.
  const rarer = (share: number) => DEFAULT_THRESHOLD + STEP * (Math.log10(0.001) - Math.log10(share))
  const share =
    wrongNames?.per === 'camera_month' ? wrongNames.count / (wrongNames.strangersPerDay * 30) : (wrongNames?.share ?? 0.001)
  const at = threshold ?? Math.min(0.95, rarer(share))
  const fpir = Math.min(1, 10 ** (-3 - (at - DEFAULT_THRESHOLD) / STEP))
  const isCalibrated = !world.warnings.includes('not_calibrated')
  const hasOwn = people >= 20
  return {
    threshold: Number(at.toFixed(4)),
    chosenBy: threshold !== null ? 'similarity' : wrongNames ? 'wrong_names' : 'default',
    wrongNames: threshold === null ? wrongNames : null,
    people,
    falseMatchRate: isCalibrated ? around(fpir / Math.max(1, people), 3) : null,
    fpir: isCalibrated ? around(fpir, 2.8) : null,
    fnir: isCalibrated ? around(logistic(-4.4 + 12 * (at - DEFAULT_THRESHOLD)), 1.6) : null,
    calibration: isCalibrated ? { measuredOn: 'photos of nobody, drawn', people: 1491, comparisons: 1_110_795 } : null,
    site: hasOwn
      ? { people, comparisons: (people * (people - 1)) / 2, shift: { value: 0.02, low: 0.01, high: 0.04 }, weight: 0.6 }
      : { people, comparisons: 0, shift: { value: 0.02, low: 0, high: 0.06 }, weight: 0 },
    warnings: [
      ...world.warnings,
      ...(isCalibrated && fpir < 2e-5 ? (['extrapolated'] as const) : []),
      ...(world.settings.rule === 'fusion' ? [] : (['rule_not_measured'] as const)),
    ],
  }
}

/** As other settings would decide an event; undefined where its evidence was not kept. */
function redecide({ decision, shot }: FaceEvent, threshold: number, minMargin: number, moved: number): Redecided | undefined {
  const [first] = decision.candidates
  if (!shot || !first) return undefined
  const similarity = first.similarity + moved
  const person = { id: first.personId, name: first.name }
  if (similarity < threshold - GREY) return { outcome: 'unknown', person: null, similarity, reasons: ['below_threshold'] }
  if (similarity < threshold) return { outcome: 'undecided', person: null, similarity, reasons: ['below_threshold'] }
  if ((decision.margin ?? 1) < minMargin) return { outcome: 'undecided', person: null, similarity, reasons: ['margin_too_small'] }
  return { outcome: 'known', person, similarity, reasons: ['above_threshold'] }
}

/** @param moved cosine that another pack gives more. */
export function replay(world: World, chosen: Chosen, minMargin = world.settings.minMargin, moved = 0): ReplayedJson {
  const before = pointOf(world)
  const after = pointOf(world, chosen)
  const replayed = world.events.map(event => ({ event, after: redecide(event, after.threshold, minMargin, moved) }))
  const tried = replayed.flatMap(({ event, after }) => (after ? [{ event, after }] : []))
  const isSame = ({ event: { decision }, after }: (typeof tried)[number]) => decision.person?.id === after.person?.id
  const counts = new Map<string, ReplayedJson['counts'][number]>()
  for (const one of tried) {
    const [from, to, samePerson] = [one.event.decision.outcome, one.after.outcome, isSame(one)]
    const key = `${from} ${to} ${String(samePerson)}`
    counts.set(key, { before: from, after: to, samePerson, events: (counts.get(key)?.events ?? 0) + 1 })
  }
  return {
    events: world.events.length,
    skipped: replayed.length - tried.length,
    counts: [...counts.values()],
    changes: tried.filter(one => one.event.decision.outcome !== one.after.outcome || !isSame(one)).slice(0, 200),
    before,
    after,
  }
}
