// Two pulls at once, and a pull that dies: the files are fetched once, and half a pack is never one.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PackManifest } from '../../src/models/packs/manifest.ts'
import {
  byPath,
  DETECTOR,
  EMBEDDER,
  inTurn,
  openTestCache,
  packOfFiles,
  sendHalf,
  serve,
  serving,
  temporaryFolder,
  type Handler,
} from './support.ts'

/** Starts another process that pulls `pack`; ended with the test at the latest. */
function pullElsewhere(home: string, pack: PackManifest) {
  const script = fileURLToPath(new URL('pull-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, home, JSON.stringify(pack)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** Holds the answer back until told to go on. */
function held(handler: Handler) {
  let arrived = () => {}
  const asked = new Promise<void>(resolve => (arrived = resolve))
  let release = () => {}
  const released = new Promise<void>(resolve => (release = resolve))
  const holding: Handler = (request, response: ServerResponse) => {
    arrived()
    void released.then(() => {
      handler(request, response)
    })
  }
  return { handler: holding, asked, release }
}

describe('two pulls at once', () => {
  test('fetch each file once: the second waits and finds them there', async () => {
    const detector = held(serving(DETECTOR))
    const { origin, requests } = await serve(byPath({ '/det.onnx': detector.handler, '/emb.onnx': serving(EMBEDDER) }))
    const home = await temporaryFolder()
    const options = { home, packs: [packOfFiles(origin)] }
    const [first, second] = [await openTestCache(options), await openTestCache(options)]
    const pulls = [first.pull('small')]
    await detector.asked
    pulls.push(second.pull('small'))
    detector.release()
    await Promise.all(pulls)
    expect(requests).toHaveLength(2)
    expect(await second.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
  })

  test('of two processes do not meet: the second says who is in the way', async () => {
    const detector = held(serving(DETECTOR))
    const { origin, requests } = await serve(byPath({ '/det.onnx': detector.handler, '/emb.onnx': serving(EMBEDDER) }))
    const pack = packOfFiles(origin)
    const home = await temporaryFolder()
    const child = pullElsewhere(home, pack)
    await detector.asked
    const hasty = await openTestCache({ home, packs: [pack], lock: { waitMs: 0 } })
    await expect(hasty.pull('small')).rejects.toMatchObject({
      code: 'pack_busy',
      message: expect.stringContaining(join(home, 'models', 'small')) as string,
    })
    await expect(hasty.remove('small')).rejects.toMatchObject({ code: 'pack_busy' })
    detector.release()
    expect(await once(child, 'exit')).toEqual([0, null])
    await hasty.pull('small')
    expect(requests).toHaveLength(2)
  })
})

describe('a pull killed in the middle', () => {
  test('leaves nothing that passes for a pack, and the next pull goes on', async () => {
    const half = sendHalf(EMBEDDER)
    const { origin, requests } = await serve(
      byPath({ '/det.onnx': serving(DETECTOR), '/emb.onnx': inTurn(half, serving(EMBEDDER)) }),
    )
    const pack = packOfFiles(origin)
    const home = await temporaryFolder()
    const child = pullElsewhere(home, pack)
    await expect.poll(() => requests.length, { timeout: 20_000 }).toBe(2)
    child.kill('SIGKILL')
    await once(child, 'exit')

    const cache = await openTestCache({ home, packs: [pack] })
    expect((await cache.list())[0]?.state).toBe('incomplete')
    await expect(cache.use('small')).rejects.toMatchObject({ code: 'model_missing' })
    await expect(cache.readModel('small', 'emb.onnx')).rejects.toMatchObject({ code: 'model_missing' })
    await cache.pull('small')
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
    expect(requests.filter(request => request.url === '/det.onnx')).toHaveLength(1)
  })
})

test('a pull that loses its lock stops', async () => {
  const detector = sendHalf(DETECTOR)
  const { origin } = await serve(detector)
  const pack = packOfFiles(origin)
  const home = await temporaryFolder()
  const cache = await openTestCache({ home, packs: [pack] })
  const pull = cache.pull('small', {
    onProgress: ({ receivedBytes }) => {
      if (receivedBytes === DETECTOR.length / 2) void rm(join(home, 'models', 'small.lock'), { recursive: true })
    },
  })
  await expect(pull).rejects.toMatchObject({ code: 'pack_busy', message: expect.stringContaining('Lost the lock') as string })
})
