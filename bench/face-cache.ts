// Faces found in photos, kept between runs by the photo's content, the networks and the code that looked at it.

import { createHash } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { centre } from '../src/core/geometry/box.ts'
import type { EmbeddingSpace, Image, Template } from '../src/core/types.ts'
import { toTemplate } from '../src/core/template.ts'
import type { OpenedNetworks } from '../src/models/open-networks.ts'
import { isFace, type Face } from '../src/recognition/examine.ts'
import { findFaces } from '../src/recognition/find-faces.ts'
import { decodePhoto } from '../src/video/photos.ts'

/** The face nearest the centre of a photo. */
export interface CentralFace {
  readonly template: Template
  readonly quality: number
  readonly heightPx: number
}

export interface FaceCache {
  /** Undefined when no face was found. */
  centralFace(photo: string): Promise<CentralFace | undefined>
}

interface Entry {
  readonly photo: string
  readonly vector?: string
  readonly quality?: number
  readonly heightPx?: number
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

async function mostCentral(image: Image, networks: OpenedNetworks): Promise<Face | undefined> {
  const offCentre = ({ detection }: Face) => {
    const { x, y } = centre(detection.box)
    return Math.hypot(x - image.width / 2, y - image.height / 2)
  }
  const faces = (await findFaces(image, networks)).filter(isFace)
  return faces.sort((a, b) => offCentre(a) - offCentre(b))[0]
}

function toEntry(photo: string, face: Face | undefined): Entry {
  if (!face) return { photo }
  const { buffer, byteOffset, byteLength } = face.template.vector
  const vector = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  return { photo, vector, quality: face.quality.value, heightPx: face.detection.box.height }
}

function fromEntry({ vector, quality = 0, heightPx = 0 }: Entry, space: EmbeddingSpace): CentralFace | undefined {
  if (vector === undefined) return undefined
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'))
  const template = toTemplate({ space, vector: new Float32Array(bytes.buffer) })
  return template && { template, quality, heightPx }
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
