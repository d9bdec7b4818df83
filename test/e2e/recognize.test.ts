// `rostro import` and `rostro recognize` on photos, folders and clips: lines for people, lines for programs, a saved clip.

import { copyFile, mkdir, readdir, watch, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecognitionLine } from '../../src/index.ts'
import { openSource } from '../../src/video/open-source.ts'
import { samplePhotoOf, writeFaceClip, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, makePlaceWithPack, openPlace, type Place } from './place.ts'
import { rostro, startRostro } from './rostro.ts'

const here = await facesAreHere()
const KEYS = ['type', 'at', 'source', 'trackId', 'outcome', 'name', 'similarity', 'threshold', 'box', 'reasons', 'liveness']

/** Waits until a folder holds a file. */
async function somethingIn(folder: string): Promise<void> {
  const changes = watch(folder)
  if ((await readdir(folder)).length === 0) await changes[Symbol.asyncIterator]().next()
}

describe.skipIf(!here)('recognize', { timeout: 120_000 }, () => {
  let shared: Place
  const run = (...args: string[]) => rostro(shared, args)
  const linesOf = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as RecognitionLine)

  beforeAll(async () => {
    shared = await openPlace()
    await addMobilePack(shared)
    for (const [name, face, variant] of [
      ['Ada', 'ada', 'plain'],
      ['Ada', 'ada', 'mirrored'],
      ['Bruno', 'bruno', 'plain'],
    ] as const) {
      await mkdir(shared.file(`people/${name}`), { recursive: true })
      await writeFacePhoto(shared.file(`people/${name}/${variant}.jpg`), face, variant)
    }
    await writeFile(shared.file('people/Bruno/broken.jpg'), 'not a photo')
    await mkdir(shared.file('people/Nobody'))
    await writeFacePhoto(shared.file('people/Nobody/table.jpg'), 'nobody')
    await mkdir(shared.file('album'))
    await writeFacePhoto(shared.file('album/1 ada.jpg'), 'adaElsewhere')
    await writeFacePhoto(shared.file('album/2 farid.jpg'), 'farid')
    await writeFacePhoto(shared.file('album/10 bruno.jpg'), 'bruno', 'turned')
    await writeFaceClip(shared.file('ada.mp4'), 'ada', 40)
    await writeFaceClip(shared.file('farid.mp4'), 'farid', 40)
    const { code, stdout, stderr } = await run('import', 'people')
    expect(stderr).toContain('Nobody: no photo was good enough; not registered.')
    expect(stderr).toMatch(/^Bruno: {2}refused {2}.*broken\.jpg cannot be read: this is not a picture\.$/m)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Imported 2 people with 3 photos; 2 photos refused.\n' })
  }, 120_000)
  afterAll(() => shared.remove())

  test('names everybody on a group photo', async () => {
    await copyFile(samplePhotoOf('ada'), shared.file('group.jpg'))
    const { code, stdout, stderr } = await run('recognize', '--source', 'group.jpg')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^group\.jpg {2}#\d {2}Ada {2}\d\.\d\d$/m)
    expect(stdout).toMatch(/^group\.jpg {2}#\d {2}Bruno {2}\d\.\d\d$/m)
    expect(stdout).toMatch(/^group\.jpg {2}#\d {2}unknown {2}\(nearest -?\d\.\d\d\)$/m)
    expect(stderr).toMatch(
      /^Pack mobile on \w+; 2 people to compare with\.\nA face is known from similarity \d\.\d+ on: about 1 in 1,000 strangers .+\.\nFaces are not checked for photos and screens: .+\.\n$/,
    )
    expect(stdout + stderr).not.toContain('\u001b')
  })

  test('goes through a folder by name, 2 before 10, one line of JSON a face', async () => {
    const { code, stdout } = await run('recognize', '--source', 'album', '--json')
    const lines = linesOf(stdout)
    expect(code).toBe(0)
    // A face cut off at the edge may be seen too; nobody decides on it.
    const decided = lines.filter(line => line.outcome !== 'undecided')
    expect(decided.map(({ photo, type, outcome, name }) => [photo, type, outcome, name])).toEqual([
      ['1 ada.jpg', 'decided', 'known', 'Ada'],
      ['2 farid.jpg', 'decided', 'unknown', null],
      ['10 bruno.jpg', 'decided', 'known', 'Bruno'],
    ])
    for (const line of lines) expect(Object.keys(line).sort()).toEqual([...KEYS, 'photo'].sort())
  })

  test('follows a clip: somebody appears, is named, leaves', async () => {
    const { code, stdout } = await run('recognize', '--source', 'ada.mp4')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^0:0\d\.\d {2}#1 {2}Ada {2}\d\.\d\d\n0:01\.\d {2}#1 {2}Ada left after \d\.\d s\n$/)
    const lines = linesOf((await run('recognize', '--source', 'ada.mp4', '--json')).stdout)
    expect(lines[0]!.type).toBe('appeared')
    expect(lines.at(-1)).toMatchObject({ type: 'left', trackId: 1, outcome: 'known', name: 'Ada', reasons: ['above_threshold'] })
    for (const line of lines) {
      expect(Object.keys(line).sort()).toEqual([...KEYS].sort())
      expect(Object.keys(line.box).sort()).toEqual(['height', 'width', 'x', 'y'])
      expect(line.similarity).toBeGreaterThanOrEqual(line.threshold)
    }
  })

  test.each(['fusion', 'vote', 'best'])('the rule %s names who is registered and leaves a stranger unknown', async rule => {
    const [known, stranger] = await Promise.all(
      ['ada.mp4', 'farid.mp4'].map(async clip =>
        linesOf((await run('recognize', '--source', clip, '--rule', rule, '--json')).stdout),
      ),
    )
    expect(known!.at(-1)).toMatchObject({ type: 'left', name: 'Ada' })
    expect(stranger!.at(-1)).toMatchObject({ type: 'left', outcome: 'unknown', name: null })
  })

  test('--threshold decides from where on somebody is known', async () => {
    const { stdout, stderr } = await run('recognize', '--source', 'album', '--threshold', '0.999', '--json')
    const lines = linesOf(stdout)
    expect(lines.length).toBeGreaterThanOrEqual(3)
    for (const line of lines) expect(line).toMatchObject({ name: null, threshold: 0.999 })
    expect(stderr).toContain('A face is known from similarity 0.999 on')
  })

  test('--save writes a clip of the same size that opens again, and never over its own source', async () => {
    const { code, stderr } = await run('recognize', '--source', 'ada.mp4', '--save', 'named.mp4')
    expect(stderr).toContain('Saved named.mp4.')
    expect(code).toBe(0)
    const sizes: number[][] = []
    for await (const frame of (await openSource(shared.file('named.mp4'))).frames()) {
      sizes.push([frame.width, frame.height])
      frame.close()
    }
    expect(sizes).toEqual(Array.from({ length: 40 }, () => [480, 360]))
    expect(await run('recognize', '--source', 'ada.mp4', '--save', './ada.mp4')).toMatchObject({ code: 2 })
    expect(await run('recognize', '--source', 'ada.mp4', '--save', 'nowhere/x.mp4')).toMatchObject({ code: 3 })
  })

  test('Ctrl-C ends a live source at once, finishes the clip and exits 130', async () => {
    const place = await makePlaceWithPack()
    const running = await startRostro(place, ['recognize', '--source', 'test:?width=320&height=240', '--save', 'live.mp4'])
    await running.shows('Faces that look like photos or screens get no name')
    await somethingIn(place.work)
    running.signal('SIGINT')
    const { code, stderr } = await running.ended
    expect(stderr).toContain('Saved live.mp4.')
    expect(code).toBe(130)
    expect(await readdir(place.work)).toEqual(['live.mp4'])
  })

  test('a reader who stops reading ends it quietly, and leaves no half-written clip', async () => {
    const running = await startRostro(shared, ['recognize', '--source', 'album', '--json', '--save', 'head.mp4'])
    await running.shows('"decided"')
    running.closeStdout()
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/EPIPE|Error/)
    expect((await readdir(shared.work)).filter(name => name.includes('partial'))).toEqual([])
  })
})
