// Faces found in photos, kept between runs by the photo's content, the networks and the code that looked at it.

import { createHash } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { centre } from '../src/core/geometry/box.ts'
import { alignFace } from '../src/core/image/align.ts'
import type { Detection, EmbeddingSpace, Image, Template } from '../src/core/types.ts'
import { toTemplate } from '../src/core/template.ts'
import type { OpenedNetworks } from '../src/models/open-networks.ts'
import { isFace, type Examined } from '../src/recognition/examine.ts'
import { findFaces } from '../src/recognition/find-faces.ts'
import { decodePhoto } from '../src/video/photos.ts'

/** The face nearest the centre of a photo, embedded however poor it is. */
export interface CentralFace {
  readonly template: Template
  readonly quality: number
  /** Why the recognizer would not have compared it; undefined where it would. */
  readonly refused: string | undefined
}

export interface FaceCache {
  /** Undefined when no face was found. */
  centralFace(photo: string): Promise<CentralFace | undefined>
}

interface Entry {
  readonly photo: string
  readonly vector?: string
  readonly quality?: number
  readonly refused?: string
}

/** @param networksName tells detectors apart that share an embedder */
export async function openFaceCache(networks: OpenedNetworks, networksName: string): Promise<FaceCache> {
  const folder = resolve('node_modules/.cache/rostro-bench')
  await mkdir(folder, { recursive: true })
  const { space } = networks.embedder
  const file = join(folder, `faces-${networksName}-${space}-${await codeHash()}.jsonl`)
  const known = new Map<string, Entry>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n').filter(l => l.endsWith('}'))) {
    const entry = JSON.parse(line) as Entry
    known.set(entry.photo, entry)
  }
  return {
    async centralFace(path) {
      const bytes = await readFile(path)
      const photo = createHash('sha256').update(bytes).digest('hex')
      const entry = known.get(photo) ?? toEntry(photo, await mostCentral((await decodePhoto(bytes)).image, networks))
      if (!known.has(photo)) await appendFile(file, `${JSON.stringify(entry)}\n`)
      known.set(photo, entry)
      return fromEntry(entry, space)
    },
  }
}

async function mostCentral(image: Image, networks: OpenedNetworks): Promise<CentralFace | undefined> {
  const offCentre = ({ detection }: Examined) => {
    const { x, y } = centre(detection.box)
    return Math.hypot(x - image.width / 2, y - image.height / 2)
  }
  const [face] = (await findFaces(image, networks)).sort((a, b) => offCentre(a) - offCentre(b))
  if (!face) return undefined
  if (isFace(face)) return { template: face.template, quality: face.quality.value, refused: undefined }
  const template = await embedAnyway(image, face.detection, networks)
  return template && { template, quality: face.quality?.value ?? 0, refused: face.rejected }
}

/** What examine() does with faces good enough, for one that is not. */
async function embedAnyway(image: Image, { box, landmarks }: Detection, networks: OpenedNetworks): Promise<Template | undefined> {
  const points = landmarks ?? (await networks.landmarker?.locate(image, box))?.landmarks
  const aligned = points && alignFace(image, points)
  const [embedding] = aligned ? await networks.embedder.embed([aligned]) : []
  return embedding && toTemplate(embedding)
}

function toEntry(photo: string, face: CentralFace | undefined): Entry {
  if (!face) return { photo }
  const { buffer, byteOffset, byteLength } = face.template.vector
  const vector = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  return { photo, vector, quality: face.quality, ...(face.refused !== undefined && { refused: face.refused }) }
}

function fromEntry({ vector, quality = 0, refused }: Entry, space: EmbeddingSpace): CentralFace | undefined {
  if (vector === undefined) return undefined
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'))
  const template = toTemplate({ space, vector: new Float32Array(bytes.buffer) })
  return template && { template, quality, refused }
}

/** What was found with other code is not what this code finds. */
async function codeHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of ['src/core', 'src/core/image', 'src/core/geometry', 'src/models/networks', 'src/video'])
    await addFolder(hash, folder)
  for (const file of ['find-faces', 'views', 'examine', 'quality']) hash.update(await readFile(`src/recognition/${file}.ts`))
  return hash.digest('hex').slice(0, 12)
}

async function addFolder(hash: ReturnType<typeof createHash>, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
  for (const name of files) hash.update(await readFile(join(folder, name)))
}
