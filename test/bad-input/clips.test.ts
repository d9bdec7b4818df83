// Clips that are cut off, spoilt or empty, through the command line.

import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeFaceClip } from '../e2e/faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from '../e2e/place.ts'
import { rostro } from '../e2e/rostro.ts'
import { cutFile, spoilFile } from '../video/clips.ts'

const here = await facesAreHere()

describe.skipIf(!here)('bad clips', { timeout: 120_000 }, () => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    for (const name of ['cut.mp4', 'spoilt.mp4']) await writeFaceClip(place.file(name), 'farid', 75)
    await cutFile(place.file('cut.mp4'), 0.5)
    // Without the index at its beginning.
    await writeFile(place.file('headless.mp4'), (await readFile(place.file('spoilt.mp4'))).subarray(5000))
    await spoilFile(place.file('spoilt.mp4'), 0.5, 0.6)
    await writeFile(place.file('text.mp4'), 'this is no clip')
    await writeFile(place.file('empty.mp4'), '')
  }, 60_000)
  afterAll(() => place.remove())

  test.each(['headless.mp4', 'text.mp4', 'empty.mp4'])(
    '%s cannot be read: exit 6, one sentence, and nothing saved',
    async name => {
      const { code, stdout, stderr } = await rostro(place, ['recognize', '--source', name, '--save', 'saved.mp4'])
      expect(stderr).toMatch(new RegExp(`^Error Cannot read ${name}: .+\\. \\[source_unavailable\\]$`, 'm'))
      expect(stderr).not.toMatch(/^\s+at /m)
      expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
      expect((await place.strays()).filter(path => path.includes('saved'))).toEqual([])
    },
  )

  test('a clip that is cut off in its middle is read to there, said to be damaged, and saved', async () => {
    const { code, stdout, stderr } = await rostro(place, ['recognize', '--source', 'cut.mp4', '--save', 'half.mp4'])
    expect(stderr).toMatch(/^cut\.mp4 is damaged \(.+\); what can be read of it is used\.$/m)
    expect(stdout).toMatch(/#1 {2}unknown/)
    expect(stderr).toContain('Saved half.mp4.')
    expect(code).toBe(0)
  })

  test('a clip that is spoilt in its middle is said to be damaged, and the rest is read', async () => {
    const { code, stdout, stderr } = await rostro(place, ['recognize', '--source', 'spoilt.mp4'])
    expect(stderr).toMatch(/^spoilt\.mp4 is damaged \(.+\); what can be read of it is used\.$/m)
    expect(stdout).toMatch(/#1 {2}unknown/)
    expect(code).toBe(0)
  })
})
