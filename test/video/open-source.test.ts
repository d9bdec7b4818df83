// Everything a user may name as a source, but cameras: photos, folders, the test pattern, and what is none.

import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { findCamera, listCameras } from '../../src/video/cameras.ts'
import { openSource, type SourceOptions } from '../../src/video/open-source.ts'
import { encodeJpeg, encodePng } from '../../src/video/photos.ts'
import { decodeArguments } from '../../src/video/program/decode.ts'
import { toNetworkInput } from '../../src/video/stream-input.ts'
import { colourAt, makeFolder, plain } from './clips.ts'

async function framesOf(address: string, options: SourceOptions = {}) {
  const source = await openSource(address, options)
  const frames = []
  for await (const frame of source.frames()) {
    frames.push({ index: frame.index, atMs: frame.atMs, image: await frame.image() })
    frame.close()
  }
  return frames
}

test('a photo is a source of one frame, whatever its name', async () => {
  await using folder = await makeFolder()
  await writeFile(folder.file('holiday.mp4'), await encodeJpeg(plain(20, 10, [200, 30, 30])))
  const [frame, ...more] = await framesOf(folder.file('holiday.mp4'))
  expect(more).toEqual([])
  expect(frame).toMatchObject({ index: 0, image: { width: 20, height: 10 } })
})

test('a folder is its photos by name, 2 before 10; a broken one is told and skipped', async () => {
  await using folder = await makeFolder()
  for (const [name, blue] of [
    ['b10.png', 200],
    ['b2.PNG', 100],
    ['a.jpg', 50],
    ['notes.txt', 0],
  ] as const)
    await writeFile(folder.file(name), await encodePng(plain(8, 8, [0, 0, blue])))
  await writeFile(folder.file('b3.jpg'), 'no picture')
  const told: string[] = []
  const frames = await framesOf(folder.file('.'), { onStatus: ({ state, reason = '' }) => told.push(`${state}: ${reason}`) })
  expect(frames.map(({ image }) => colourAt(image, 0.5, 0.5)[2])).toEqual([50, 100, 200])
  expect(frames.map(({ index, atMs }) => [index, atMs])).toEqual([
    [0, 0],
    [1, 1000],
    [2, 3000],
  ])
  expect(told).toEqual([`damaged: ${folder.file('b3.jpg')} cannot be read: this is not a picture.`])
})

test('what is no source is named in the error', async () => {
  await using folder = await makeFolder()
  await mkdir(folder.file('empty'))
  await writeFile(folder.file('broken.jpg'), 'no picture')
  await expect(openSource(folder.file('none.mp4'))).rejects.toMatchObject({
    code: 'file_not_found',
    message: `There is no file or folder ${folder.file('none.mp4')}.`,
  })
  await expect(openSource(folder.file('empty'))).rejects.toMatchObject({ code: 'file_not_found' })
  await expect(openSource('exec:ls')).rejects.toMatchObject({ code: 'source_unsupported' })
  await expect(framesOf(folder.file('broken.jpg'))).rejects.toMatchObject({ code: 'image_unreadable' })
})

test('the test pattern with a number of frames is a recording, without it is live', async () => {
  const frames = await framesOf('test:?width=32&height=16&fps=5&frames=4')
  expect(frames.map(({ atMs }) => atMs)).toEqual([0, 200, 400, 600])
  expect(new Set(frames.map(({ image }) => image.data.join())).size).toBe(4)
  const live = await openSource('test:?width=32&height=16&fps=240')
  expect(live.live).toBe(true)
  const seen: number[] = []
  for await (const frame of live.frames()) {
    frame.close()
    if (seen.push(frame.atMs) === 3) break
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})

test('a camera that is not there is said to be not there', async () => {
  const source = await openSource('/dev/video63')
  await expect(source.frames()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'source_unavailable' })
  await expect(findCamera('no such camera', 'linux')).rejects.toMatchObject({
    code: 'source_unavailable',
    message: expect.stringContaining('There is no camera "no such camera"') as string,
  })
  for (const { id, name } of await listCameras()) expect([id, name].every(text => text.length > 0)).toBe(true)
})

test('the ffmpeg program is started with an array in which the address is only ever the input', () => {
  const args = decodeArguments(toNetworkInput('rtsp://cam/;rm -rf $HOME', 'rtsp', 1000, 100))
  expect(args.filter(arg => arg.includes('cam'))).toEqual(['rtsp://cam/;rm -rf $HOME'])
  expect(args[args.indexOf('rtsp://cam/;rm -rf $HOME') - 1]).toBe('-i')
  expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto')
})

test('the ffmpeg program, when chosen but not installed, is said to be missing and how to get it', async () => {
  vi.stubEnv('PATH', '/nowhere')
  try {
    await expect(openSource('rtsp://cam/x', { decoder: 'ffmpeg' })).rejects.toMatchObject({
      code: 'decoder_missing',
      message: expect.stringContaining('apt install ffmpeg') as string,
    })
    expect((await openSource('rtsp://cam/x')).live).toBe(true) // node-av needs no program.
  } finally {
    vi.unstubAllEnvs()
  }
})
