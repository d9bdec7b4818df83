// What networks and signals are worth on photos: thresholds chosen on half of the subjects, told of the other half.

import {
  areaUnder,
  equalErrorRate,
  errorRates,
  halves,
  thresholdAtBpcer,
  tradeOff,
  type Answered,
} from '../../src/evaluation/pad.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { shareFigure, shareWords, type Share } from '../../src/evaluation/report/share.ts'
import { markdownTable } from '../accuracy/markdown.ts'
import { JUDGES, type Judge, type JudgedPhoto } from './judge.ts'
import { PICTURE_SIGNALS, type PictureSignal } from './picture-signals.ts'

const BPCER = 0.05
const SEED = 1
/** Weights tried for a signal beside a network, per standard deviation of the signal among bona fide photos. */
const WEIGHTS = [0, 0.25, 0.5, 1, 2, 4]

type ScoreOf = (photo: JudgedPhoto) => number | undefined

const answered = (photos: readonly JudgedPhoto[], scoreOf: ScoreOf): Answered[] =>
  photos.flatMap(photo => {
    const liveness = scoreOf(photo)
    return liveness === undefined ? [] : [{ ...photo, liveness }]
  })

function split(photos: readonly JudgedPhoto[]): { readonly chosen: JudgedPhoto[]; readonly reported: JudgedPhoto[] } {
  const [chosenBy] = halves(photos, SEED)
  return { chosen: photos.filter(p => chosenBy.has(p.subject)), reported: photos.filter(p => !chosenBy.has(p.subject)) }
}

const networkScore =
  (judge: Judge): ScoreOf =>
  photo =>
    photo.logits[judge]

/** APCER by species, and BPCER, of each network. */
export function networkTable(photos: readonly JudgedPhoto[]): { readonly text: string; readonly figures: readonly Figure[] } {
  const { chosen, reported } = split(photos)
  const figures: Figure[] = []
  const species = [...new Set(photos.filter(p => p.isAttack).map(p => p.species))].sort()
  const rows = JUDGES.map(judge => {
    const score = networkScore(judge)
    const threshold = thresholdAtBpcer(answered(chosen, score), BPCER)
    const { apcer, bpcer } = errorRates(answered(reported, score), () => threshold)
    const of = (name: string): Share & { species: string } =>
      apcer.find(s => s.species === name) ?? { species: name, count: 0, of: 0 }
    for (const name of species) figures.push(shareFigure('APCER', of(name), judge, { species: name, bpcer: BPCER }))
    figures.push(shareFigure('BPCER', bpcer, judge, { bpcer: BPCER }))
    return [judge, ...species.map(name => words(of(name))), words(bpcer)]
  })
  return { text: markdownTable(['network', ...species.map(s => `APCER, ${s}`), 'BPCER'], rows), figures }
}

/** Each signal alone, and what it adds beside a network. */
export function signalTable(
  photos: readonly JudgedPhoto[],
  judges: readonly Judge[],
): { readonly text: string; readonly figures: readonly Figure[] } {
  const { chosen, reported } = split(photos)
  const figures: Figure[] = []
  const isReal = ({ isAttack, species }: { isAttack: boolean; species: string }) => !isAttack || !species.startsWith('synthetic')
  const isMade = ({ isAttack, species }: { isAttack: boolean; species: string }) => !isAttack || species.startsWith('synthetic')
  const rows = (Object.keys(PICTURE_SIGNALS) as PictureSignal[]).map(signal => {
    const alone = answered(photos, photo => -photo.signals[signal])
    const [real, made] = [isReal, isMade].map(wanted => areaUnder(tradeOff(alone.filter(wanted)))) as [number, number]
    for (const [on, value] of [
      ['real prints', real],
      ['synthetic', made],
    ] as const) {
      figures.push({ metric: 'AUC', value, low: null, high: null, n: alone.length, pack: signal, settings: { on } })
    }
    const gains = judges.flatMap(judge => {
      const bestWeight = choose(chosen, judge, signal)
      const [before, after] = [0, bestWeight].map(weight => {
        const score = beside(chosen, judge, signal, weight)
        const threshold = thresholdAtBpcer(answered(chosen, score), BPCER)
        const all = answered(reported, score)
        const [prints, others] = [isReal, isMade].map(wanted => errorRates(all.filter(wanted), () => threshold))
        const eers = [isReal, isMade].map(wanted => equalErrorRate(tradeOff(all.filter(wanted))))
        return [pooled(prints!.apcer), pooled(others!.apcer), others!.bpcer, ...eers] as const
      })
      const change = (k: 0 | 1 | 2) => `${percent(before![k])} → ${percent(after![k])}`
      const eer = (k: 3 | 4) => `${(100 * before![k]!).toFixed(1)} → ${(100 * after![k]!).toFixed(1)} %`
      return [String(bestWeight), change(0), change(1), change(2), eer(3), eer(4)]
    })
    return [signal, real.toFixed(3), made.toFixed(3), ...gains]
  })
  const head = judges.flatMap(judge => [
    `weight beside ${judge}`,
    'APCER, real prints',
    'APCER, synthetic',
    'BPCER',
    'EER, real prints',
    'EER, synthetic',
  ])
  return { text: markdownTable(['signal', 'AUC, real prints', 'AUC, synthetic', ...head], rows), figures }
}

/** The weight with the fewest attacks let through on the half that chooses; the least of equal ones. */
function choose(chosen: readonly JudgedPhoto[], judge: Judge, signal: PictureSignal): number {
  const passing = (weight: number) => {
    const all = answered(chosen, beside(chosen, judge, signal, weight))
    const threshold = thresholdAtBpcer(all, BPCER)
    const { apcer } = errorRates(all, () => threshold)
    // Each species counts the same, as many or few as there are.
    return apcer.reduce((sum, share) => sum + share.count / share.of, 0)
  }
  return WEIGHTS.reduce((best, weight) => (passing(weight) < passing(best) - 1e-9 ? weight : best), 0)
}

function beside(scale: readonly JudgedPhoto[], judge: Judge, signal: PictureSignal, weight: number): ScoreOf {
  const values = scale.filter(p => !p.isAttack).map(p => p.signals[signal])
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
  return photo => {
    const logit = photo.logits[judge]
    return logit === undefined ? undefined : logit - (weight * (photo.signals[signal] - mean)) / deviation
  }
}

const pooled = (apcer: readonly Share[]): Share => ({
  count: apcer.reduce((sum, s) => sum + s.count, 0),
  of: apcer.reduce((sum, s) => sum + s.of, 0),
})

const percent = ({ count, of }: Share): string => `${((100 * count) / Math.max(1, of)).toFixed(1)} %`
const words = (share: Share): string => (share.of > 0 ? `${shareWords(share)}, n ${share.of}` : '–')
