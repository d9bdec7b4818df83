// A pack's embedder in whole numbers, made and measured by the operator, kept beside the pack's files.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isMissing, parseJson, sha256Of, writeAtomically } from './files.ts'
import { embeddingIdentity, type PackManifest } from './manifest.ts'

const MODEL = 'embedder-int8.onnx'
const NOTE = 'embedder-int8.json'

const count = z.int().min(0)
const counts = z.strictObject({ float: count, int8: count, mixed: count })

/** What was found when it was compared with the float embedder. */
export const Int8Measured = z.strictObject({
  photos: count,
  people: count,
  genuine: count,
  impostors: count,
  /** Between the two templates of a photo. */
  cosine: z.strictObject({ median: z.number(), least: z.number() }),
  points: z.array(z.strictObject({ falseMatchRate: z.number(), threshold: z.number(), missed: counts, falseMatches: counts })),
  /** CPU time of a run, medians. */
  runMs: z.strictObject({ float: z.number(), int8: z.number() }),
  measuredAt: z.iso.date(),
})
export type Int8Measured = Readonly<z.infer<typeof Int8Measured>>

/** `embedder`: of the float one it was made from; `model`: of its own file. */
const Note = z.strictObject({ embedder: z.string(), model: z.string(), measured: Int8Measured })

export interface Int8Embedder {
  readonly model: Uint8Array
  readonly measured: Int8Measured
}

/** Undefined without one, for one made from another embedder, and for one that is not as it was written: then the float embedder runs, from which it differs in speed only. */
export async function readInt8(pack: PackManifest, folder: string): Promise<Int8Embedder | undefined> {
  const [note, model] = await Promise.all([readIfThere(join(folder, NOTE)), readIfThere(join(folder, MODEL))])
  const known = note && Note.safeParse(parseJson(note.toString('utf8')))
  if (!model || !known?.success) return undefined
  const { embedder, model: sha256, measured } = known.data
  const isAsWritten = embedder === embeddingIdentity(pack).embedder && sha256 === sha256Of(model)
  return isAsWritten ? { model, measured } : undefined
}

/** Undefined takes it away. */
export async function keepInt8(pack: PackManifest, folder: string, int8: Int8Embedder | undefined): Promise<void> {
  const [model, note] = [join(folder, MODEL), join(folder, NOTE)]
  if (!int8) {
    await rm(note, { force: true })
    await rm(model, { force: true })
    return
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeAtomically(model, int8.model)
  const identity = { embedder: embeddingIdentity(pack).embedder, model: sha256Of(int8.model) }
  await writeAtomically(note, `${JSON.stringify({ ...identity, measured: int8.measured }, undefined, 2)}\n`)
}

const readIfThere = (path: string): Promise<Buffer | undefined> =>
  readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
