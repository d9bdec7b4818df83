// What every decoder must do, run by each of them on the same clips.

import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { borrow } from '../../src/core/image/borrow.ts'
import type { Frame } from '../../src/core/ports.ts'
import { openClipWriter } from '../../src/video/clip-writer.ts'
import type { DecoderName } from '../../src/video/decoder.ts'
import { openSource } from '../../src/video/open-source.ts'
import { findProgram } from '../../src/video/program/child.ts'
import { drawPattern } from '../../src/video/test-pattern.ts'
import {
  colourAt,
  cutFile,
  makeFolder,
  numbered,
  numberOf,
  plain,
  turnClip,
  twoHalves,
  writeClip,
  writeMotionJpeg,
} from './clips.ts'

const hasProgram = await findProgram()
if (!hasProgram) console.log('skipped: the contract of the ffmpeg decoder, because the ffmpeg program is not installed')

const RED = [200, 30, 30] as const
const BLUE = [30, 30, 200] as const

async function collect<T>(
  path: string,
  decoder: DecoderName,
  take: (frame: Frame) => Promise<T> | T,
  onDamage = (reason: string) => {
    expect(reason).toBe('')
  },
): Promise<T[]> {
  const source = await openSource(path, {
    decoder,
    onStatus: ({ reason = '' }) => {
      onDamage(reason)
    },
  })
  const taken: T[] = []
  for await (const frame of source.frames()) {
    taken.push(await take(frame))
    frame.close()
  }
  return taken
}

const near = (colour: readonly number[]) => colour.map(value => expect.closeTo(value, -1.2) as number)

describe.each<DecoderName>(['node-av', 'ffmpeg'])('the decoder %s', decoder => {
  const it = test.skipIf(decoder === 'ffmpeg' && !hasProgram)

  it('yields every frame of a clip in order, with its number, size and time', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('a clip.mp4'),
      Array.from({ length: 30 }, (_, i) => numbered(64, 48, i)),
    )
    const frames = await collect(clip, decoder, async frame => ({ ...frame, number: numberOf(await frame.image()) }))
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(frames.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(frames.every(({ width, height, sourceId }) => width === 64 && height === 48 && sourceId === clip)).toBe(true)
    expect(frames.map(({ atMs }) => Math.round(atMs - frames[0]!.atMs))).toEqual(Array.from({ length: 30 }, (_, i) => i * 40))
  })

  it('lends each frame its own picture, upright and of any size, and never one that somebody keeps', async () => {
    await using folder = await makeFolder()
    const pictures = Array.from({ length: 6 }, (_, i) => (i < 3 ? numbered(64, 48, i) : numbered(96, 96, i)))
    const clip = await writeMotionJpeg(folder.file('lent.mjpeg'), pictures)
    const [lent, lentSmall] = [(frame: Frame) => borrow(frame), (frame: Frame) => borrow(frame, { width: 32, height: 16 })]
    const frames = await collect(clip, decoder, async frame => {
      const first = frame.index % 2 === 0 ? [await lent(frame)] : []
      const [small, kept] = [await lentSmall(frame), await frame.image()]
      expect([small.width, small.height]).toEqual([32, 16])
      return { kept, numbers: [...first, small, await lent(frame), kept].map(numberOf), size: [kept.width, kept.height] }
    })
    expect(frames.map(({ size: [width] }) => width)).toEqual([64, 64, 64, 96, 96, 96])
    expect(frames.map(({ numbers }) => [...new Set(numbers)])).toEqual([[0], [1], [2], [3], [4], [5]])
    expect(frames.map(({ kept }) => numberOf(kept))).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('keeps colours through YUV, at full size and made smaller', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('c.mp4'),
      Array.from({ length: 3 }, () => twoHalves(640, 360, RED, BLUE)),
    )
    const [first] = await collect(clip, decoder, async frame => [
      await frame.image(),
      await frame.resized(320, 240),
      await frame.resized(33, 17),
    ])
    for (const image of first!) {
      expect(colourAt(image, 0.2, 0.5)).toEqual(near(RED))
      expect(colourAt(image, 0.8, 0.5)).toEqual(near(BLUE))
      expect(image.data.length).toBe(image.width * image.height * 3)
    }
    expect(first!.map(({ width, height }) => [width, height])).toEqual([
      [640, 360],
      [320, 240],
      [33, 17],
    ])
  })

  it.each([
    [1, [48, 64], [0.5, 0.2], [0.5, 0.8]],
    [2, [64, 48], [0.8, 0.5], [0.2, 0.5]],
    [3, [48, 64], [0.5, 0.8], [0.5, 0.2]],
  ] as const)('turns a clip filmed at %i quarter turns upright', async (turns, size, redAt, blueAt) => {
    await using folder = await makeFolder()
    const clip = await writeClip(folder.file('t.mp4'), [twoHalves(64, 48, RED, BLUE), twoHalves(64, 48, RED, BLUE)])
    await turnClip(clip, turns)
    const [frame] = await collect(clip, decoder, async frame => ({
      size: [frame.width, frame.height],
      full: await frame.image(),
      small: await frame.resized(24, 20),
    }))
    expect(frame!.size).toEqual(size)
    expect([frame!.small.width, frame!.small.height]).toEqual([24, 20])
    for (const image of [frame!.full, frame!.small]) {
      expect(colourAt(image, redAt[0], redAt[1])).toEqual(near(RED))
      expect(colourAt(image, blueAt[0], blueAt[1])).toEqual(near(BLUE))
    }
  })

  it('follows a change of size in the middle', async () => {
    await using folder = await makeFolder()
    const images = [plain(64, 48, RED), plain(64, 48, RED), plain(96, 96, BLUE), plain(96, 96, BLUE)]
    const clip = await writeMotionJpeg(folder.file('sizes.mjpeg'), images)
    const frames = await collect(clip, decoder, async frame => ({
      size: [frame.width, frame.height],
      image: await frame.image(),
      small: await frame.resized(32, 32),
    }))
    expect(frames.map(({ size }) => size)).toEqual([
      [64, 48],
      [64, 48],
      [96, 96],
      [96, 96],
    ])
    expect(frames.map(({ image }) => colourAt(image, 0.5, 0.5))).toEqual([near(RED), near(RED), near(BLUE), near(BLUE)])
    expect(frames.map(({ small }) => colourAt(small, 0.5, 0.5))).toEqual([near(RED), near(RED), near(BLUE), near(BLUE)])
  })

  it('leaves a frame usable until it is closed, also after the end', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('h.mp4'),
      Array.from({ length: 12 }, (_, i) => numbered(64, 48, i)),
    )
    const held: Frame[] = []
    for await (const frame of (await openSource(clip, { decoder })).frames()) held.push(frame)
    expect(await Promise.all(held.map(async frame => numberOf(await frame.resized(8, 8))))).toEqual(
      held.map(({ index }) => index),
    )
    const last = held.at(-1)!.image()
    for (const frame of held) frame.close()
    expect(numberOf(await last)).toBe(11)
  })

  it('yields what decodes of a clip cut in the middle, says so, and ends', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('cut.mp4'),
      Array.from({ length: 100 }, (_, i) => drawPattern(320, 180, i)),
    )
    await cutFile(clip, 0.6)
    const damage: string[] = []
    const frames = await collect(
      clip,
      decoder,
      frame => frame.index,
      reason => damage.push(reason),
    )
    expect(frames.length).toBeGreaterThan(40)
    expect(frames.length).toBeLessThan(100)
    expect(damage).not.toEqual([])
  })

  it('refuses a file without a video in it', async () => {
    await using folder = await makeFolder()
    for (const [name, bytes] of [
      ['empty.mp4', ''],
      ['text.mp4', 'not a video at all'],
      ['list.mp4', 'ffconcat version 1.0\nfile /etc/passwd\n'],
    ] as const) {
      await writeFile(folder.file(name), bytes)
      await expect(collect(folder.file(name), decoder, () => 0)).rejects.toMatchObject({ code: 'source_unavailable' })
    }
    const clip = await writeClip(folder.file('cut.mp4'), [plain(64, 48, RED)])
    await cutFile(clip, 0.1)
    await expect(collect(clip, decoder, () => 0)).rejects.toMatchObject({ code: 'source_unavailable' })
  })

  it('refuses pictures above the pixel limit', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(folder.file('big.mp4'), [plain(64, 48, RED)])
    const source = await openSource(clip, { decoder, maxPixels: 64 * 47 })
    await expect(source.frames()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: expect.stringMatching(/^(image_too_large|source_unavailable)$/) as string,
    })
  })

  it('ends when aborted, and can start anew', async () => {
    await using folder = await makeFolder()
    const clip = await writeClip(
      folder.file('a.mp4'),
      Array.from({ length: 20 }, (_, i) => numbered(64, 48, i)),
    )
    const source = await openSource(clip, { decoder })
    const stop = new AbortController()
    let count = 0
    for await (const frame of source.frames(stop.signal)) {
      frame.close()
      if (++count === 3) stop.abort()
    }
    expect(count).toBe(3)
    for await (const frame of source.frames()) {
      expect(frame.index).toBe(0)
      frame.close()
      break
    }
  })

  it('writes a clip that reads back the same, with its pauses, and nothing before it is closed', async () => {
    await using folder = await makeFolder()
    const path = folder.file('out.mp4')
    const writer = await openClipWriter(path, { width: 65, height: 49, framesPerSecond: 25, decoder })
    for (const [index, atMs] of [1000, 1040, 1080, 1400, 1440].entries()) await writer.write(numbered(65, 49, index), atMs)
    await expect(openSource(path)).rejects.toMatchObject({ code: 'file_not_found' })
    await writer.close()
    const frames = await collect(path, 'node-av', async frame => ({ frame, number: numberOf(await frame.image()) }))
    expect([frames[0]!.frame.width, frames[0]!.frame.height]).toEqual([64, 48])
    const firstShown = [0, 1, 2, 3, 4].map(
      number => frames.find(shown => shown.number === number)!.frame.atMs - frames[0]!.frame.atMs,
    )
    expect(firstShown.map(Math.round)).toEqual([0, 40, 80, 400, 440])
  })

  it('leaves nothing of a clip that is aborted or empty', async () => {
    await using folder = await makeFolder()
    const { readdir } = await import('node:fs/promises')
    const format = { width: 64, height: 48, framesPerSecond: 25, decoder }
    const aborted = await openClipWriter(folder.file('a.mp4'), format)
    await aborted.write(plain(64, 48, RED), 0)
    await aborted.abort()
    await (await openClipWriter(folder.file('b.mp4'), format)).close()
    expect(await readdir(folder.file('.'))).toEqual([])
    await expect(openClipWriter(folder.file('no/such/c.mp4'), format)).rejects.toMatchObject({ code: 'file_not_writable' })
  })
})

test('what a closed frame lent is not had from it again: that memory shows another picture', async () => {
  await using folder = await makeFolder()
  const clip = await writeClip(folder.file('c.mp4'), [numbered(64, 48, 1), numbered(64, 48, 2)])
  const small = { width: 32, height: 16 }
  await collect(clip, 'node-av', async frame => {
    await borrow(frame, small)
    frame.close()
    await expect(borrow(frame, small)).rejects.toThrow('This frame is closed.')
  })
})
