// What a measurement comes to: figures with intervals, tables, plots and pairs to look at. One shape for the terminal, JSON and HTML.

import { z } from 'zod'

const setting = z.union([z.string(), z.number(), z.boolean()])

/** One measured number. The documented unit of `--json`: docs/evaluation.md. */
export const Figure = z.object({
  /** `FNMR`, `FPIR`, `accuracy` … */
  metric: z.string(),
  /** Null when there was nothing to measure it on. */
  value: z.number().nullable(),
  /** 95 % interval; null where none can be given. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Trials the value is a share or mean of. */
  n: z.int(),
  pack: z.string(),
  /** Everything the value depends on: `{ fmr: 0.001 }`, `{ people: 150, fpir: 0.01, rule: 'fusion' }`. */
  settings: z.record(z.string(), setting),
})
export type Figure = z.infer<typeof Figure>

export const EVALUATIONS = ['verification', 'identification', 'video', 'detection', 'pad', 'folder'] as const

export const EvaluationJson = z.object({
  schema: z.literal(1),
  kind: z.enum(EVALUATIONS),
  measuredAt: z.iso.datetime(),
  rostro: z.string(),
  pack: z.string(),
  device: z.string(),
  /** What it was measured on: counts of images and people, the list's name. */
  on: z.record(z.string(), setting),
  figures: z.array(Figure),
  /** Of `pad`: both error rates at every threshold, by network and kind of attack. */
  curves: z
    .array(
      z.object({
        network: z.string(),
        attacks: z.enum(['real', 'synthetic']),
        points: z.array(z.object({ threshold: z.number(), apcer: z.number(), bpcer: z.number() })),
      }),
    )
    .optional(),
  /** What was left out and why, such as images without a face. */
  leftOut: z.array(z.object({ what: z.string(), why: z.string() })),
  notCovered: z.array(z.string()),
})
export type EvaluationJson = z.infer<typeof EvaluationJson>

export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** How to read it. */
  readonly note?: string
}

/** `probit`: equal steps of a normal deviate, as DET curves are drawn (Martin et al. 1997). */
export interface Axis {
  readonly label: string
  readonly scale: 'linear' | 'log' | 'probit'
  readonly from?: number
  readonly to?: number
}

export interface Series {
  readonly name: string
  /** `bars`: x is the middle of a bar. */
  readonly drawn: 'line' | 'bars' | 'dots'
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Plot {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** Vertical lines, such as a threshold. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[]
  readonly note?: string
}

/** Two photos to look at side by side: why an error happened is seen, not computed. */
export interface PairToSee {
  readonly caption: string
  readonly similarity: number
  /** Files of the photos. */
  readonly left: string
  readonly right: string
}

export interface Evaluation extends Omit<EvaluationJson, 'schema'> {
  readonly title: string
  /** The answer in a sentence or two, with n and interval. */
  readonly summary: readonly string[]
  readonly tables: readonly Table[]
  readonly plots: readonly Plot[]
  readonly pairs: readonly { readonly title: string; readonly items: readonly PairToSee[] }[]
}

/** What a measurement itself knows; which Rostro, pack and device it was, and when, is added by whoever ran it. */
export type Measured = Omit<Evaluation, 'measuredAt' | 'rostro' | 'pack' | 'device'>

/** What `--json` writes. */
export const toEvaluationJson = (evaluation: Evaluation): EvaluationJson => {
  const { kind, measuredAt, rostro, pack, device, on, figures, curves, leftOut, notCovered } = evaluation
  return {
    schema: 1,
    kind,
    measuredAt,
    rostro,
    pack,
    device,
    on,
    figures: [...figures],
    ...(curves && { curves }),
    leftOut: [...leftOut],
    notCovered: [...notCovered],
  }
}
