// The examples, run as a user of the package runs them: against its public name, which leads to what was built.

import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { writeFaceClip, writeFacePhoto } from './faces.ts'
import { facesAreHere, makePlace, makePlaceWithPack, type Place } from './place.ts'
import { runScript, type Ended } from './rostro.ts'

const here = await facesAreHere()

/** The project's own settings would lead the package's name to its sources. */
async function example(place: Place, name: string, ...args: string[]): Promise<Ended> {
  const settings = `${place.home}.tsconfig.json`
  await writeFile(settings, '{}')
  return runScript(place, ['--import', 'tsx', `examples/${name}.ts`, ...args], { env: { TSX_TSCONFIG_PATH: settings } })
}

describe('examples', { timeout: 120_000 }, () => {
  test.each(['register-and-recognize', 'your-own-camera'])('%s says what it needs', async name => {
    const { code, stdout, stderr } = await example(await makePlace(), name)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Give a .+\n$/)
  })

  test.skipIf(!here)('register from photos, recognise in a clip; then in frames of your own', async () => {
    const place = await makePlaceWithPack()
    const [photo, other, clip] = [place.file('ada.jpg'), place.file('wall.jpg'), place.file('ada.mp4')]
    await writeFacePhoto(photo, 'ada')
    await writeFacePhoto(other, 'nobody')
    await writeFaceClip(clip, 'ada', 30)
    const first = await example(place, 'register-and-recognize', 'Ada', clip, photo, other)
    expect(first.stderr).toBe('')
    expect(first.stdout).toMatch(/^ada\.jpg: kept\nwall\.jpg: refused\nAda, similarity 0\.\d+\n$/)
    expect(first.code).toBe(0)
    expect(await example(place, 'your-own-camera', photo)).toEqual({ code: 0, stdout: 'my camera: Ada\n', stderr: '' })
  })
})
