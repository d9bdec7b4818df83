// Real files that are not part of the project: photos that are broken, a clip with cuts. Runs where they are at hand.

import { existsSync } from 'node:fs'
import { copyFile, chmod } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openSource } from '../../src/video/open-source.ts'
import { readPhoto } from '../../src/video/photos.ts'
import { cutFile, makeFolder, spoilFile } from './clips.ts'

const DATA = new URL('../../../shared/data/', import.meta.url).pathname
const there = existsSync(DATA)
if (!there) console.log(`skipped: tests on real files, because ${DATA} is not there`)

test.skipIf(!there).each([
  ['corrupted.png', 'image_unreadable'],
  ['empty.png', 'image_unreadable'],
  ['truncated.jpg', 'image_unreadable'],
  ['einstein.ico', 'image_format_unsupported'],
])('the bad photo %s is refused as %s', async (name, code) => {
  await expect(readPhoto(`${DATA}photos/bad/${name}`)).rejects.toMatchObject({ code })
})

test.skipIf(!there).each(['bmp', 'gif', 'jpeg', 'png', 'tiff', 'webp'])(
  'the same face as %s has the same pixels',
  async format => {
    const { image } = await readPhoto(`${DATA}photos/bad/einstein.${format}`)
    const { image: other } = await readPhoto(`${DATA}photos/bad/einstein.bmp`)
    expect([image.width, image.height]).toEqual([256, 256])
    const difference = image.data.reduce((sum, value, i) => sum + Math.abs(value - other.data[i]!), 0) / image.data.length
    expect(difference).toBeLessThan(4)
  },
)

test.skipIf(!there)('a real clip gives all its frames, and spoilt in the middle those that decode', async () => {
  await using folder = await makeFolder()
  const count = async (path: string) => {
    const states: string[] = []
    const times: number[] = []
    for await (const frame of (await openSource(path, { onStatus: ({ state }) => states.push(state) })).frames()) {
      times.push(frame.atMs)
      frame.close()
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    return { frames: times.length, damaged: states.includes('damaged') }
  }
  expect(await count(`${DATA}video/hamilton.mp4`)).toMatchObject({ damaged: false })
  expect(await count(`${DATA}video/six-friends.mp4`)).toEqual({ frames: 632, damaged: false })
  const clip = folder.file('clip.mp4')
  await copyFile(`${DATA}video/six-friends.mp4`, clip)
  await chmod(clip, 0o600)
  await spoilFile(clip, 0.4, 0.45)
  const spoilt = await count(clip)
  expect(spoilt.damaged).toBe(true)
  expect(spoilt.frames).toBeGreaterThan(560)
  // Its index is at the end: without it nothing can be found.
  await cutFile(clip, 0.5)
  await expect(count(clip)).rejects.toMatchObject({ code: 'source_unavailable' })
})
