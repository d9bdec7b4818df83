// The default pack on real photos: who is alike, whatever the format, size or side.

import { beforeAll, expect, test } from 'vitest'
import { dot } from '../../src/core/template.ts'
import { resize } from '../../src/core/image/resize.ts'
import type { Image } from '../../src/core/types.ts'
import { isFace, type Face } from '../../src/recognition/examine.ts'
import { findFaces } from '../../src/recognition/find-faces.ts'
import { openNetworks, type OpenedNetworks } from '../../src/models/open-networks.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'
import { isSharedHere, readShared } from '../fixtures/shared.ts'

const cache = isSharedHere ? await pullMobilePack() : undefined
const here = cache !== undefined
let networks: OpenedNetworks
beforeAll(async () => {
  if (!cache) return
  networks = await openNetworks(mobile, file => cache.readModel('mobile', file), { device: 'cpu' })
  return () => networks.close()
})

async function largestFace(image: Image): Promise<Face> {
  const face = (await findFaces(image, networks))[0]
  if (!face || !isFace(face)) throw new Error('no face found')
  return face
}
const alike = (a: Face, b: Face) => dot(a.template.vector, b.template.vector)

function mirrored({ width, height, data }: Image): Image {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3
      out.set(data.subarray(from, from + 3), (y * width + width - 1 - x) * 3)
    }
  }
  return { width, height, data: out }
}

test.skipIf(!here)('one face has one template in all formats', async () => {
  const faces = await Promise.all(
    ['bmp', 'gif', 'jpeg', 'png', 'tiff', 'webp'].map(async format => largestFace(await readShared(`bad/einstein.${format}`))),
  )
  for (const face of faces) expect(alike(faces[0]!, face)).toBeGreaterThanOrEqual(0.99)
})

const facesOf = async (image: Image) => (await findFaces(image, networks)).filter(isFace)

test.skipIf(!here)('mirrored, smaller or larger, a face is still the same person', async () => {
  const image = await readShared('group/bbt1.jpg')
  const before = await facesOf(image)
  const scaled = [0.7, 2].map(scale => resize(image, Math.round(image.width * scale), Math.round(image.height * scale)))
  for (const changed of [mirrored(image), ...scaled]) {
    const after = await facesOf(changed)
    for (const face of before) expect(Math.max(...after.map(other => alike(face, other)))).toBeGreaterThanOrEqual(0.9)
  }
})

test.skipIf(!here)('photos of one person are more alike than photos of two', async () => {
  const names = ['sheldon', 'raj', 'howard', 'penny', 'amy']
  const faces = await Promise.all(
    names.map(name => Promise.all([1, 2].map(async i => largestFace(await readShared(`people/${name}/${name}${i}.png`))))),
  )
  for (const [i, [one, two]] of faces.entries()) {
    expect(alike(one!, two!), names[i]).toBeGreaterThan(0.4)
    for (const other of faces.slice(i + 1)) expect(alike(one!, other[0]!)).toBeLessThan(0.4)
  }
})

test.skipIf(!here)('all faces of a group are found and sure, and a picture without faces has none', async () => {
  const group = await findFaces(await readShared('group/bbt1.jpg'), networks)
  expect(group.map(face => isFace(face) && face.surelyAFace)).toEqual([true, true, true, true])
  expect(await findFaces(await readShared('group/017_0.jpg'), networks)).toEqual([])
})
