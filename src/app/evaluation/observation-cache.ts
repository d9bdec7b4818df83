// What was seen of photos, in one file a pack: a line a photo, appended as it is seen. Holds templates: a file for its owner only.

import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { toTemplate } from '../../core/template.ts'
import type { EmbeddingSpace, Landmarks5 } from '../../core/types.ts'
import type { Observation, ObservedFace } from '../../evaluation/observation.ts'

export interface ObservationCache {
  find(sha256: string): Observation | undefined
  add(observation: Observation): Promise<void>
  close(): Promise<void>
}

const number = z.number()
const point = z.object({ x: number, y: number })
const Entry = z.object({
  sha256: z.string(),
  width: number,
  height: number,
  faces: z.array(
    z.object({
      box: z.object({ x: number, y: number, width: number, height: number }),
      landmarks: z.tuple([point, point, point, point, point]),
      signals: z.object({
        eyePx: number,
        turn: number,
        nod: number,
        roll: number,
        sharpness: number,
        luma: number,
        contrast: number,
        sideLight: number,
        clipped: number,
        insideShare: number,
        unsteadiness: number.optional(),
        detectionScore: number,
        embeddingLength: number.optional(),
      }),
      /** float32, little-endian, base64. */
      vector: z.string(),
    }),
  ),
})
type Entry = z.infer<typeof Entry>

/** Without a file it remembers nothing. A line that cannot be read, as the last one of a run that was killed, is seen anew. */
export async function openObservationCache(file: string | undefined, space: EmbeddingSpace): Promise<ObservationCache> {
  if (file === undefined) return { find: () => undefined, add: () => Promise.resolve(), close: () => Promise.resolve() }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const known = new Map<string, string>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const sha256 = /^\{"sha256":"([0-9a-f]{64})"/.exec(line)?.[1]
    if (sha256 !== undefined && line.endsWith('}')) known.set(sha256, line)
  }
  // A run that was killed may have left half a line: begin on a new one.
  const kept: FileHandle = await open(file, 'a', 0o600)
  if (text !== '' && !text.endsWith('\n')) await kept.appendFile('\n')
  return {
    find(sha256) {
      const line = known.get(sha256)
      return line === undefined ? undefined : parse(line, space)
    },
    async add(observation) {
      const line = JSON.stringify(toEntry(observation))
      known.set(observation.sha256, line)
      await kept.appendFile(`${line}\n`)
    },
    close: () => kept.close(),
  }
}

const toEntry = ({ sha256, width, height, faces }: Observation): Entry => ({
  sha256,
  width,
  height,
  faces: faces.map(({ box, landmarks, signals, template: { vector } }) => ({
    box,
    landmarks: [...landmarks] as Entry['faces'][number]['landmarks'],
    signals,
    vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'),
  })),
})

function parse(line: string, space: EmbeddingSpace): Observation | undefined {
  const entry = Entry.safeParse(tryJson(line))
  if (!entry.success) return undefined
  const faces: ObservedFace[] = []
  for (const { vector, signals, ...face } of entry.data.faces) {
    const bytes = Uint8Array.from(Buffer.from(vector, 'base64'))
    const template = bytes.length % 4 === 0 ? toTemplate({ space, vector: new Float32Array(bytes.buffer) }) : undefined
    if (!template) return undefined
    const { unsteadiness, embeddingLength } = signals
    faces.push({
      ...face,
      landmarks: face.landmarks satisfies Landmarks5,
      signals: { ...signals, unsteadiness, embeddingLength },
      template,
    })
  }
  return { ...entry.data, faces }
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
