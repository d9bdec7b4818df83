// `rostro register` in front of a moving picture: by itself, with keys on a pipe, and at a terminal.

import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plain, writeClip } from '../video/clips.ts'
import { writeFaceClip, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, makePlaceWithPack, openPlace, type Place } from './place.ts'
import { rostro, startAtTerminal, startRostro } from './rostro.ts'

const here = await facesAreHere()
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
if (!hasTerminal) console.log('skipped: tests at a terminal, because the program "script" of util-linux is not here')

describe.skipIf(!here)('register from a clip', { timeout: 120_000 }, () => {
  let shared: Place
  beforeAll(async () => {
    shared = await openPlace()
    await addMobilePack(shared)
    await writeFaceClip(shared.file('gina.mp4'), 'gina', 100)
    await writeClip(
      shared.file('wall.mp4'),
      Array.from({ length: 10 }, () => plain(320, 240, [120, 130, 120])),
    )
  }, 60_000)
  afterAll(() => shared.remove())

  test('--auto takes photos by itself', async () => {
    const place = await makePlaceWithPack()
    const { code, stdout, stderr } = await rostro(place, [
      'register',
      '-n',
      'Gina',
      '--source',
      shared.file('gina.mp4'),
      '--auto',
      '--count',
      '1',
    ])
    expect(stderr).toMatch(/^ {2}photo 1 of 1 {2}\(quality \d+\)$/m)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Registered Gina with 1 photo.\n' })
  })

  test('S and Q on a pipe, all at once, each have their turn', async () => {
    const place = await makePlaceWithPack()
    const { code, stdout, stderr } = await rostro(place, ['register', '-n', 'Gina', '--source', shared.file('gina.mp4')], {
      stdin: 'Ssq',
    })
    expect(stderr).toMatch(/photo 1 of 6 {2}\(quality \d+\)\n {2}(photo 2 of 6|refused {2}all but the same)/)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Registered Gina with [12] photos?\.\n$/)
  })

  test('a picture without a face takes no photo and says so', async () => {
    const place = await makePlaceWithPack()
    const { code, stderr } = await rostro(place, ['register', '-n', 'Wall', '--source', shared.file('wall.mp4')], { stdin: 's' })
    expect(stderr).toContain('  refused  no face: step in front of the camera')
    expect(stderr).toContain('Error No photo was taken, so nothing was stored. [nothing_enrolled]')
    expect(code).toBe(3)
  })

  test('Ctrl-C stores nothing', async () => {
    const place = await makePlaceWithPack()
    const running = await startRostro(place, ['register', '-n', 'Gina', '--source', shared.file('gina.mp4')])
    running.type('s')
    await running.shows('photo 1 of 6')
    running.signal('SIGINT')
    const { code, stderr } = await running.ended
    expect(stderr).toContain('Stopped; nothing was stored.')
    expect(code).toBe(130)
    expect((await rostro(place, ['people', '--json'])).stdout).toBe('[]\n')
  })

  test.skipIf(!hasTerminal)('at a terminal a hint stands below the picture, and single keys count', async () => {
    const place = await makePlaceWithPack()
    const args = ['register', '-n', 'Gina', '--source', shared.file('gina.mp4')]
    const running = await startAtTerminal(place, args, { env: { COLORTERM: 'truecolor' } })
    await running.shows(/0\/6 {2}good \(quality \d+\): press S/)
    running.type('s')
    await running.shows('1 of 6')
    running.type('q')
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout).toContain('▀')
    expect(stdout).toMatch(/Registered.* Gina with 1 photo\./)
  })

  test.skipIf(!hasTerminal).each([
    ['y\n', 0, 'Registered'],
    ['n\n', 3, 'Nothing was stored'],
    ['\u0004', 3, 'Nothing was stored'],
    ['\u0003', 130, ''],
  ])('at a terminal a doubt is asked about, and %j answers it', async (answer, expected, sentence) => {
    const place = await makePlaceWithPack()
    await writeFacePhoto(place.file('a.jpg'), 'ada')
    await writeFacePhoto(place.file('b.jpg'), 'adaElsewhere')
    expect((await rostro(place, ['register', '-n', 'Ada', '--photos', 'a.jpg'])).code).toBe(0)
    const running = await startAtTerminal(place, ['register', '-n', 'Eva', '--photos', 'b.jpg'])
    await running.shows('[y/N]')
    running.type(answer)
    const { code, stdout } = await running.ended
    expect(code).toBe(expected)
    expect(stdout).toContain(sentence)
  })
})
