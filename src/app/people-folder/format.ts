// The open format in which people leave one Rostro and come into another, docs/export.md: what a folder of them holds.

import { z } from 'zod'

/** One JSON text a line: first the folder itself, then a person each. */
export const PEOPLE_FILE = 'people.jsonl'
export const FORMAT = 'rostro-people'
export const FORMAT_VERSION = 1

/** What is read from a folder is bounded before it is looked at: it may come from anybody. */
export const MOST = { lineBytes: 32 * 1024 * 1024, photoBytes: 20 * 1024 * 1024, photos: 1000, templates: 20, dimensions: 4096 }

const text = (characters: number) => z.string().max(characters)
const day = z.iso.datetime()
const quality = z.number().min(0).max(100)

/** Inside the folder, and nowhere else. */
const PhotoPath = z.string().regex(/^photos\/[\w-]{1,64}\/[\w-]{1,64}\.(jpg|jpeg|png|webp)$/, 'must lie in photos/FOLDER/')

/** How an embedding space is made: who has these can make the same templates. */
const Space = z.object({
  pack: text(100),
  embedder: z.string().regex(/^[0-9a-f]{64}$/),
  alignment: text(100),
  decoder: text(100),
  channels: text(10),
  mean: z.number(),
  std: z.number(),
  dimensions: z.int().min(1).max(MOST.dimensions),
})
export type SpaceMade = Readonly<z.infer<typeof Space>>

export const Heading = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  exportedAt: day,
  rostro: text(100),
  spaces: z.record(text(200), Space),
})
export type Heading = z.infer<typeof Heading>

const Photo = z
  .object({
    file: PhotoPath.optional(),
    /** Of the file, hexadecimal. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    source: text(1000),
    createdAt: day,
    templates: z
      .array(
        z.object({
          space: text(200),
          quality,
          /** float32, little-endian, in base64. */
          vector: z.base64().max(Math.ceil((MOST.dimensions * 4) / 3) * 4),
        }),
      )
      .max(MOST.templates),
  })
  .refine(({ file, templates }) => file !== undefined || templates.length > 0, 'has neither a file nor a template')

export const ExportedPerson = z.object({
  name: text(1000),
  createdAt: day,
  consent: z.object({ text: text(10_000), givenAt: day, takenBy: text(1000) }).optional(),
  photos: z.array(Photo).min(1).max(MOST.photos),
})
export type ExportedPerson = z.infer<typeof ExportedPerson>
export type ExportedPhoto = ExportedPerson['photos'][number]

/** Little-endian, as every platform Rostro runs on is. */
export const vectorToText = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** Undefined where the bytes are not whole numbers of float32. */
export function vectorFromText(base64: string): Float32Array | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length % 4 === 0 ? new Float32Array(new Uint8Array(bytes).buffer) : undefined
}
