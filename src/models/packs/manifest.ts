// What a model pack is: its files, where they come from, who may use it, and how each network is fed and read.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ALIGNMENT } from '../../core/image/align.ts'
import { RostroError } from '../../core/errors.ts'
import type { EmbeddingSpace } from '../../core/types.ts'
import { Source } from './source.ts'

/** In a pack's own folder, for packs that are not declared here. */
export const MANIFEST_FILE = 'rostro-pack.json'

const sentence = z.string().min(1).max(500)
const similarity = z.number().min(-1).max(1)
const unit = z.number().min(0).max(1)
const sidePx = z.int().min(16).max(4096)

/** A plain name, so that no file of a pack can lie outside the pack's folder. */
const FileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.onnx$/, 'must be a plain file name ending in .onnx, without folders')
const PackName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be 1–40 of a–z, 0–9, _ and -, and start with a letter or digit')
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 lower-case hexadecimal digits')
/** A path inside an archive: relative, with forward slashes, never climbing. */
const ArchivePath = z
  .string()
  .regex(/^[^/\\:]+(\/[^/\\:]+)*$/, 'must be a relative path with forward slashes')
  .refine(path => !path.split('/').some(part => part === '..' || part === '.'), 'must not contain . or ..')

const PackFile = z.strictObject({
  name: FileName,
  sha256: Sha256,
  /** Exactly; nothing longer is ever downloaded or read. */
  bytes: z.int().positive(),
  /** A key of `sources`, and where in that archive the file lies; absent for files only the user has. */
  from: z.strictObject({ source: z.string(), path: ArchivePath.optional() }).optional(),
})

/** A network takes (value − mean) / std of each 0–255 channel value, channels in this order. */
const pixels = { channels: z.enum(['rgb', 'bgr']), mean: z.number(), std: z.number().positive() }
const input = z.strictObject({ width: sidePx, height: sidePx })

/** Takes a crop of `cropScale` times the face's box, stretched to `input`; class `liveClass` of its softmax is a bona fide face. */
const PadNetwork = z.strictObject({
  decoder: z.enum(['three-class', 'minifasnet']),
  file: FileName,
  ...pixels,
  input,
  cropScale: z.number().min(1).max(8),
  liveClass: z.int().min(0).max(2),
  /** Makes liveness comparable between networks: see LivenessCalibration. */
  calibration: z.strictObject({ slope: z.number().positive(), offset: z.number() }).optional(),
})

// Four roles and no fifth: a pack cannot carry a network that guesses age, gender or emotion.
const Networks = z.strictObject({
  detector: z.strictObject({
    decoder: z.enum(['ultraface', 'scrfd', 'retinaface', 'yunet']),
    file: FileName,
    ...pixels,
    input,
    minScore: unit,
    nmsIou: unit,
    /** Side in pixels of a second, small look for faces that fill the frame. */
    closeUpSize: sidePx.optional(),
  }),
  landmarks: z.strictObject({ decoder: z.literal('landmarks68'), file: FileName }).optional(),
  /** Takes aligned faces of 112×112 and gives `dimensions` numbers each. */
  embedder: z.strictObject({
    decoder: z.literal('arcface'),
    file: FileName,
    ...pixels,
    dimensions: z.int().min(16).max(4096),
    /**
     * Lengths of embeddings before normalisation, where measured: faces the network can hardly read stay below `weak`,
     * clear ones reach `typical`. A quality signal.
     */
    lengths: z.strictObject({ weak: z.number().positive(), typical: z.number().positive() }).optional(),
  }),
  /** Whose scores are fused; a manifest may name one without the list. */
  pad: z.preprocess(one => (one === undefined || Array.isArray(one) ? one : [one]), z.array(PadNetwork).min(1).max(4)).optional(),
})

const Licence = z.strictObject({
  /** SPDX identifier, or the licence's name where it has none. */
  terms: sentence,
  use: z.enum(['any', 'undisclosed-training-data', 'non-commercial-research', 'other']),
  /** One plain sentence for the person about to pull the pack. */
  whoMayUse: sentence,
})

const rising = (points: readonly Record<string, number>[], field: string) =>
  points.every((point, i) => i === 0 || point[field]! > points[i - 1]![field]!)

export const Calibration = z
  .strictObject({
    measuredOn: sentence,
    measuredAt: z.iso.date(),
    people: z.int().min(2),
    comparisons: z.int().positive(),
    measuredDownTo: unit,
    impostors: z
      .array(
        z.strictObject({
          falseMatchRate: z.number().positive().max(1),
          threshold: similarity,
          low: z.number(),
          high: z.number(),
        }),
      )
      .min(2),
    genuine: z.array(z.strictObject({ similarity, falseNonMatchRate: unit, low: unit, high: unit })).min(2),
    genuineComparisons: z.int().min(0),
  })
  .refine(({ impostors }) => rising(impostors, 'threshold') && rising([...impostors].reverse(), 'falseMatchRate'), {
    path: ['impostors'],
    message: 'must have falling rates and rising thresholds',
  })
  .refine(({ genuine }) => rising(genuine, 'similarity'), { path: ['genuine'], message: 'must have rising similarities' })

/** Where on the fused score of a track an attack ends and a bona fide face begins, and who says so. */
const LivenessMeasured = z
  .strictObject({ attackBelow: unit, bonaFideFrom: unit, measuredOn: sentence, measuredAt: z.iso.date() })
  .refine(({ attackBelow, bonaFideFrom }) => attackBelow <= bonaFideFrom, {
    path: ['attackBelow'],
    message: 'must not lie above bonaFideFrom',
  })

export const PackManifest = z
  .strictObject({
    name: PackName,
    title: sentence,
    description: sentence,
    version: z.string().min(1).max(40),
    licence: Licence,
    sources: z.record(z.string(), Source),
    files: z.array(PackFile).min(1).max(16),
    networks: Networks,
    /** How similar people come out: the threshold follows from it. `rostro models calibrate` makes one. */
    calibration: Calibration.optional(),
    /** Without it the pack's PAD networks are asked in `rostro eval pad` only: no face is ever called bona fide or an attack. */
    liveness: LivenessMeasured.optional(),
    /** Used where there is no calibration; `basis` says where the number comes from. */
    startThreshold: z.strictObject({ similarity, basis: sentence }),
  })
  .superRefine((pack, context) => {
    const refuse = (path: (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path, message })
    }
    const names = pack.files.map(file => file.name.toLowerCase())
    if (new Set(names).size < names.length) refuse(['files'], 'must not name a file twice')
    for (const [role, networks] of Object.entries(pack.networks)) {
      for (const { file } of [networks ?? []].flat()) {
        if (!pack.files.some(({ name }) => name === file)) refuse(['networks', role, 'file'], `"${file}" is not among the files`)
      }
    }
    if (pack.liveness && !pack.networks.pad) refuse(['liveness'], 'has no meaning without a PAD network')
    for (const [i, { from }] of pack.files.entries()) {
      const source = from && Object.hasOwn(pack.sources, from.source) ? pack.sources[from.source] : undefined
      if (from && !source) refuse(['files', i, 'from', 'source'], `"${from.source}" is not among the sources`)
      if (source && (source.kind === 'file') !== (from?.path === undefined)) {
        refuse(
          ['files', i, 'from', 'path'],
          source.kind === 'file' ? 'has no meaning for a single file' : 'must say where in the archive the file lies',
        )
      }
    }
    if (pack.networks.detector.decoder === 'ultraface' && !pack.networks.landmarks) {
      refuse(['networks', 'landmarks'], 'is needed: an UltraFace detector gives no landmarks to align faces by')
    }
  })

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T
export type PackManifest = DeepReadonly<z.infer<typeof PackManifest>>
export type PackFile = PackManifest['files'][number]

/** @throws RostroError pack_invalid naming each wrong field; `where` is the file it was read from. */
export function parseManifest(value: unknown, where: string): PackManifest {
  const parsed = PackManifest.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => `${issue.path.join('.') || 'the manifest'}: ${issue.message}`)
  throw new RostroError(
    'pack_invalid',
    `${where} is not a valid model pack manifest (${problems.join('; ')}); docs/models.md has a full example.`,
  )
}

/** Same embedder file, alignment and pre-processing, same space: 16 hexadecimal digits, whatever the pack is called. */
export function embeddingSpace(pack: PackManifest): EmbeddingSpace {
  const identity = Object.values(embeddingIdentity(pack))
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16) as EmbeddingSpace
}

/** All that makes an embedding what it is; `embedder` is the SHA-256 of its file. The order is part of every space's name. */
export function embeddingIdentity({ files, networks: { embedder } }: PackManifest) {
  const { decoder, channels, mean, std, dimensions } = embedder
  const sha256 = files.find(file => file.name === embedder.file)?.sha256
  return { embedder: sha256, alignment: ALIGNMENT, decoder, channels, mean, std, dimensions }
}

export const isPackName = (name: string): boolean => PackName.safeParse(name).success

export const packBytes = (pack: PackManifest): number => pack.files.reduce((sum, file) => sum + file.bytes, 0)
