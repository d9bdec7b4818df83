// The rules and forms of template that are tried, by the names they have in the documents.

import {
  alike,
  bestFrames,
  bestScore,
  byQuality,
  byScore,
  firstFrame,
  framesAgree,
  meanEmbedding,
  meanScore,
  summedEvidence,
  vote,
} from '../../src/evaluation/fusion.ts'
import { fitLikelihood, type Observed } from '../../src/evaluation/fusion-likelihood.ts'
import { NORMS, normalised } from '../../src/evaluation/fusion-norm.ts'
import { clusters, eachPhoto, plainMean, trimmedMean, weightedMean } from '../../src/evaluation/fusion-templates.ts'
import { dot, meanTemplate } from '../../src/core/template.ts'
import { MIN_QUALITY } from '../../src/recognition/evidence.ts'
import type { LfwShots } from './lfw-shots.ts'
import type { RuleToTry, Sample } from './tracks.ts'

const pooled = meanEmbedding(byQuality)
const majority = (frames: number) => Math.floor(frames / 2) + 1
/** As recognition's `vote` asks for it: DecisionSettings.minMargin. */
const LEAD = 0.05

/** What everything is compared with comes first. */
export const VOTE: RuleToTry = { name: 'vote, 5 nearest photos (`vote`)', form: eachPhoto, rule: vote(5, LEAD) }
export const FUSION: RuleToTry = {
  name: '**mean embedding, weighted by quality (`fusion`)**',
  form: weightedMean,
  rule: byScore(pooled),
}
export const BEST: RuleToTry = { name: 'best of all frames and photos (`best`)', form: eachPhoto, rule: byScore(bestScore) }
export const MAJORITY: RuleToTry = { name: 'majority of frames, nearest photo', form: eachPhoto, rule: framesAgree(majority) }
export const ONE_FRAME: RuleToTry = {
  name: 'one frame, mean template',
  form: weightedMean,
  rule: byScore(meanEmbedding(firstFrame)),
}

export const fusionRules = (llr: (cosine: number, quality: number) => number): RuleToTry[] => [
  VOTE,
  ...[1, 9].map(k => ({ name: `vote, ${k} nearest`, form: eachPhoto, rule: vote(k, LEAD) })),
  MAJORITY,
  { name: 'majority of frames, mean template', form: weightedMean, rule: framesAgree(majority) },
  { name: 'two frames agree, mean template', form: weightedMean, rule: framesAgree(() => 2) },
  { name: 'one frame, nearest photo', form: eachPhoto, rule: byScore(meanEmbedding(firstFrame)) },
  ONE_FRAME,
  BEST,
  { name: 'best frame, mean template', form: weightedMean, rule: byScore(bestScore) },
  { name: 'mean of scores', form: weightedMean, rule: byScore(meanScore(alike)) },
  { name: 'mean of scores, weighted', form: weightedMean, rule: byScore(meanScore(byQuality)) },
  { name: 'mean embedding', form: weightedMean, rule: byScore(meanEmbedding(alike)) },
  FUSION,
  { name: 'weighted by quality squared', form: weightedMean, rule: byScore(meanEmbedding(q => q.map(x => x * x))) },
  ...([1, 2, 3, 'half'] as const).map(count => ({
    name: count === 1 ? 'best frame by quality only' : `best ${count} frames by quality only`,
    form: weightedMean,
    rule: byScore(meanEmbedding(bestFrames(count))),
  })),
  { name: 'likelihood ratios summed (sequential test)', form: weightedMean, rule: byScore(summedEvidence(llr)) },
  ...NORMS.map(norm => ({ name: `\`fusion\`, ${norm}-norm`, form: weightedMean, rule: byScore(normalised(norm, pooled)) })),
  ...[0.05, 0.1].map(lead => ({ name: `\`fusion\`, lead of ${lead} asked`, form: weightedMean, rule: byScore(pooled, lead) })),
]

/** The same rule, people enrolled in other forms. */
export const TEMPLATE_RULES: readonly RuleToTry[] = [
  { ...FUSION, name: '**one mean, weighted by quality**' },
  { name: 'one mean, photos alike', form: plainMean, rule: byScore(pooled) },
  { name: 'one mean without photos unlike the others', form: trimmedMean(0.8), rule: byScore(pooled) },
  { name: '2 templates (k-means), best', form: clusters(2), rule: byScore(pooled) },
  { name: '3 templates (k-means), best', form: clusters(3), rule: byScore(pooled) },
  { name: 'each photo, best', form: eachPhoto, rule: byScore(pooled) },
]

/** Each frame is compared with one in so many of the other people. */
const COMPARED_WITH = 5

/** Fitted on people of the pairs' list: each frame against the mean of their other photos, and of other people's. */
export function fitOnOthers({ others }: Pick<LfwShots, 'others'>): (cosine: number, quality: number) => number {
  const people = others.filter(of => of.length >= 3)
  const template = (of: readonly Sample[]) =>
    meanTemplate(of.map(s => ({ template: s.template, weight: Math.max(1, s.quality) })))!
  const whole = people.map(template)
  const [genuine, impostor]: [Observed[], Observed[]] = [[], []]
  for (const [p, shots] of people.entries()) {
    for (const shot of shots) {
      const rest = template(shots.filter(s => s !== shot))
      for (const frame of [shot, shot.worse]) {
        if (!frame || frame.quality < MIN_QUALITY) continue
        const against = (other: Sample['template']) => ({
          cosine: dot(frame.template.vector, other.vector),
          quality: frame.quality,
        })
        genuine.push(against(rest))
        for (const [i, other] of whole.entries()) if (i !== p && (i + p) % COMPARED_WITH === 0) impostor.push(against(other))
      }
    }
  }
  return fitLikelihood(genuine, impostor)
}
