// What a threshold is expected to do, in plain sentences; and how wrong names that are accepted are typed.

import { InvalidArgumentError } from 'commander'
import type { Estimate, OperatingPoint, OperatingWarning } from '../core/types.ts'
import { plural } from './wording.ts'

/** `0.1%`, `0.001` or `1/1000`. */
export function parseShare(value: string): number {
  const [, number, percent] = /^\s*([\d.]+(?:e-?\d+)?)\s*(%?)\s*$/i.exec(value) ?? []
  const [, one, of] = /^\s*([\d.]+)\s*\/\s*([\d.]+)\s*$/.exec(value) ?? []
  const share = one !== undefined ? Number(one) / Number(of) : Number(number) / (percent === '%' ? 100 : 1)
  if (!(share >= 1e-7 && share <= 0.2))
    throw new InvalidArgumentError('It must be a share such as 0.1%, 0.001 or 1/1000, of at most 20%.')
  return share
}

export function parsePositive(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number > 0 && number <= 1e6)) throw new InvalidArgumentError('It must be a number above 0.')
  return number
}

export function parseSimilarity(value: string): number {
  const similarity = Number(value)
  if (value.trim() === '' || !(similarity >= -1 && similarity <= 1))
    throw new InvalidArgumentError('It must be a number from -1 to 1.')
  return similarity
}

const WARNINGS: Readonly<Record<OperatingWarning, string>> = {
  not_calibrated:
    'This pack was never measured, so the threshold is a careful guess; "rostro models calibrate" measures it on photos of your own.',
  extrapolated: 'So few wrong names were never counted: the threshold lies on a fitted tail, and its interval is wide.',
  site_differs:
    'Faces here are more alike than those the pack was measured on: the threshold was raised, and more names stay out.',
  rule_not_measured: 'These figures are those of the rule fusion; how often vote and best give wrong names was not measured.',
}

/** One line for the start of a command. */
export function operatingLine({ threshold, chosenBy, fpir }: OperatingPoint): string {
  const known = `A face is known from similarity ${Number(threshold.toFixed(3))} on`
  if (!fpir) return chosenBy === 'similarity' ? `${known}, as chosen.` : `${known}, a careful guess.`
  const about = fpir.value < RAREST ? '' : 'about '
  return `${known}: ${about}${oneIn(fpir.value)} strangers would get somebody's name ("rostro threshold" explains).`
}

/** All that is known of it. */
export function operatingLines(point: OperatingPoint, pack: string): string[] {
  const { threshold, people, fpir, fnir, calibration, site, warnings } = point
  const lines = [
    `A face is known from similarity ${threshold.toFixed(3)} on (pack ${pack}, ${plural(people, 'person', 'people')}).`,
  ]
  if (fpir) lines.push(`  Wrong names     ${oneIn(fpir.value)} strangers (${range(fpir, oneIn)})`)
  if (fnir) lines.push(`  Not recognised  ${percent(fnir.value)} of clear photos of registered people (${range(fnir, percent)})`)
  if (calibration)
    lines.push(
      `  Measured on     ${calibration.people} people, ${calibration.comparisons} comparisons: ${calibration.measuredOn}`,
    )
  if (calibration) lines.push(`  This place      ${placeOf(site)}`)
  return [...lines, ...warnings.map(code => WARNINGS[code])]
}

function placeOf({ shift, weight }: OperatingPoint['site']): string {
  const added = `${shift.value < 0 ? '' : '+'}${shift.value.toFixed(3)} (${shift.low.toFixed(3)} to ${shift.high.toFixed(3)})`
  return weight === 0
    ? `not known yet: ${added} with care; 20 people or 100 unknown faces tell more`
    : `${added} on the threshold, ${Math.round(100 * weight)} % of it told by the faces seen here`
}

/** `1 in 1,000` */
const oneIn = (share: number): string =>
  share < RAREST
    ? `fewer than 1 in ${(1 / RAREST).toLocaleString('en')}`
    : `1 in ${(+(1 / share).toPrecision(2)).toLocaleString('en')}`

/** Nobody can tell less from nothing. */
const RAREST = 1e-7

const percent = (share: number): string => `${+(100 * share).toPrecision(2)} %`

const range = ({ low, high }: Estimate, say: (value: number) => string): string => `between ${say(low)} and ${say(high)}`
