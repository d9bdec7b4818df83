// `rostro bench`: every stage and network of a clip is timed, without a clip every network still is, and nothing stays behind.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BenchFigures } from '../../src/app/bench/bench.ts'
import { writeFaceClip, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { rostro } from './rostro.ts'

const here = await facesAreHere()

describe.skipIf(!here)('bench', { timeout: 120_000 }, () => {
  let place: Place
  const figuresIn = async (file: string) => JSON.parse(await readFile(place.file(file), 'utf8')) as BenchFigures

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    await writeFacePhoto(place.file('ada.jpg'), 'ada', 'plain')
    await writeFaceClip(place.file('ada.mp4'), 'ada', 40)
    const { code } = await rostro(place, ['register', '-n', 'Ada', '--photos', 'ada.jpg', '--yes', '--no-open'])
    expect(code).toBe(0)
  }, 120_000)
  afterAll(() => place.remove())

  test('a clip: every stage that a frame goes through has its share, and who is seen is not said', async () => {
    const { code, stdout, stderr } = await rostro(place, [
      'bench',
      'ada.mp4',
      '--frames',
      '30',
      '--runs',
      '1',
      '--json',
      'a.json',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Written: a.json\n' })
    expect(stdout).toContain('pack mobile on')
    expect(stdout + JSON.stringify(await figuresIn('a.json'))).not.toContain('Ada')
    const { frames, faces, people, stages, extras, networks, floor, start } = await figuresIn('a.json')
    expect({ frames, people, most: faces.most }).toEqual({ frames: 30, people: 1, most: 1 })
    for (const stage of ['shrink', 'detect', 'picture', 'secondLook', 'landmarks', 'embed'] as const) {
      expect(stages[stage].times, stage).toBeGreaterThan(0)
      expect(stages[stage].cpuMs, stage).toBeGreaterThan(0)
    }
    // A recording is not asked whether its faces are pictures.
    expect(stages.liveness.times).toBe(0)
    for (const extra of ['draw', 'encode', 'jpeg'] as const) expect(extras[extra], extra).toBeGreaterThan(0)
    expect(networks.map(({ role }) => role)).toEqual(['detect', 'secondLook', 'landmarks', 'embed', 'liveness'])
    expect(floor.multiplyAdds).toBeGreaterThan(0)
    expect(start.firstNameMs).toBeGreaterThanOrEqual(start.firstFrameMs)
    expect(await place.strays()).toEqual(expect.arrayContaining([expect.stringContaining('ada.mp4')]))
    expect((await place.strays()).filter(path => path.includes('rostro-'))).toEqual([])
  })

  test('without a clip a test pattern is decoded, and every network is timed on made-up faces', async () => {
    const { code, stdout, stderr } = await rostro(place, ['bench', '--frames', '12', '--runs', '1', '--json', 'p.json'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1280×720, 12 frames; /)
    expect(stderr).toBe('A test pattern has no faces in it: name a clip or camera to see what they cost.\nWritten: p.json\n')
    const { networks, start } = await figuresIn('p.json')
    for (const { role, time, uncounted } of networks) {
      expect(time?.cpuMs, role).toBeGreaterThan(0)
      expect(uncounted, role).toBe(0)
    }
    expect(start.firstNameMs).toBeUndefined()
    expect((await place.strays()).filter(path => path.includes('rostro-'))).toEqual([])
  })

  test('photos, a file that cannot be written and a clip that is not there are said at once', async () => {
    const photo = await rostro(place, ['bench', 'ada.jpg'])
    expect(photo).toMatchObject({ code: 6, stdout: '' })
    expect(photo.stderr).toContain('Photos do not continue one another; bench takes a clip or a camera. [source_unsupported]')
    const folder = await rostro(place, ['bench', 'ada.mp4', '--json', '.'])
    expect(folder.stderr).toContain('. is a folder; name a file to write. [file_not_writable]')
    const absent = await rostro(place, ['bench', 'nobody.mp4'])
    expect(absent.stderr).toContain('[file_not_found]')
  })
})
