// Strangers of real clips before a camera of a real server: visits in a real store, and what lies on the disk.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine, EngineListener } from '../../src/app/engine/engine.ts'
import { createSystemClock, type EngineClock } from '../../src/app/engine/engine-clock.ts'
import { createLocalEngine } from '../../src/app/engine/local-engine.ts'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { openNetworks } from '../../src/models/open-networks.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'
import { isSharedHere, SHARED } from '../fixtures/shared.ts'
import { adminAt, serving } from '../server/serving.ts'

const cache = isSharedHere ? await pullMobilePack() : undefined
const PIECE = 64
const JPEG_TABLES = 1024
const CLIP_MS = { timeout: 120_000, interval: 500 }

/** Time goes on only while somebody waits for the next frame: as it does for a camera, on however slow a machine. */
function clipClock() {
  const system = createSystemClock()
  const state = { ms: 0 }
  const startedAt = Date.now()
  const clock: EngineClock = {
    monotonic: () => state.ms,
    now: () => new Date(startedAt + state.ms),
    every: (ms, work) => system.every(ms, work),
    async wait(ms, signal) {
      if (!signal.aborted) state.ms += ms
      await new Promise(resolve => setImmediate(resolve))
    },
  }
  return clock
}

/** A server that sees, and all bytes of faces its engine told of. */
async function seeingServer() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-strangers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = await openSqliteStore(join(folder, 'rostro.db'))
  const clock = clipClock()
  const networks = {
    ...(await openNetworks(mobile, file => cache!.readModel('mobile', file), { device: 'cpu', threads: 1 })),
    passedOver: [],
  }
  onTestFinished(() => networks.close())
  const gallery = await openLiveGallery(store, mobile, networks.embedder.space, () => {})
  const heard = { templates: new Set<Float32Array>(), crops: new Set<Uint8Array>() }
  const openSeeing = (listener: EngineListener): Promise<Engine> => {
    const engine = createLocalEngine({
      rostro: { store, gallery, pack: mobile, networks },
      clock,
      listener: {
        ...listener,
        onEvent: (event, shot, pooled) => {
          for (const template of [shot?.template, pooled?.template]) if (template) heard.templates.add(template.vector)
          if (shot) heard.crops.add(shot.crop)
          listener.onEvent(event, shot, pooled)
        },
      },
    })
    return Promise.resolve({ ...engine, usePack: () => Promise.reject(new Error('there is no other pack')) })
  }
  const server = await serving({ store, openEngine: openSeeing, now: () => clock.now() })
  onTestFinished(() => {
    gallery.close()
  })
  const { api } = await adminAt(server)
  /** How many of these lie anywhere in the data folder. */
  const onDisk = async (faces: Iterable<Uint8Array>): Promise<number> => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(file => file.isFile())
    const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))))
    const isThere = (piece: Uint8Array) => contents.some(content => content.includes(Buffer.from(piece)))
    return [...faces].filter(face => piecesOf(face).some(isThere)).length
  }
  /** A clip as a camera, until it has ended. */
  const play = async (clip: string) => {
    const camera = await api('POST /cameras', { body: { name: clip, address: join(SHARED, 'data/video', clip) } })
    const state = async () => (await api('GET /cameras')).find(({ id }) => id === camera.id)?.state.state
    await expect.poll(state, CLIP_MS).toBe('ended')
  }
  return { api, heard, onDisk, play }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength)
/** SQLite writes a blob larger than a page in parts: whole, a real picture is never found, even where it is. */
function piecesOf(bytes: Uint8Array): Uint8Array[] {
  // The beginning of a JPEG is the same in all of them.
  const from = bytes.length > JPEG_TABLES ? JPEG_TABLES : 0
  return Array.from({ length: Math.floor((bytes.length - from) / PIECE) }, (_, i) =>
    bytes.subarray(from + i * PIECE, from + (i + 1) * PIECE),
  )
}

const strangers = ({ items }: { readonly items: readonly { readonly kind: string }[] }) => items.map(({ kind }) => kind)

test.skipIf(!cache)(
  'nothing of strangers touches the disk until somebody decides; then six friends nobody registered are six visitors, after cuts and returns',
  async () => {
    const { api, heard, onDisk, play } = await seeingServer()
    await play('hamilton.mp4')
    await expect.poll(async () => (await api('GET /visits')).total, CLIP_MS).toBeGreaterThan(0)
    expect(new Set(strangers(await api('GET /visits')))).toEqual(new Set(['anonymous']))
    expect(heard.templates.size).toBeGreaterThan(2)
    expect(await onDisk([...heard.templates].map(bytesOf))).toBe(0)
    expect(await onDisk(heard.crops)).toBe(0)

    await api('PUT /remembering', { body: { on: true, ground: 'They were asked.' } })
    await play('six-friends.mp4')
    await expect.poll(async () => (await api('GET /visitors', { query: { sort: 'visits' } })).total, CLIP_MS).toBe(6)
    // The scan finds what is there: the best picture of each.
    expect(await onDisk(heard.crops)).toBeGreaterThanOrEqual(6)
    const { items } = await api('GET /visits', { query: { kind: 'visitor' } })
    expect(new Set(items.map(({ visitor }) => visitor?.number))).toEqual(new Set([1, 2, 3, 4, 5, 6]))

    await api('PUT /remembering', { body: { on: false } })
    expect(await onDisk([...heard.templates].map(bytesOf))).toBe(0)
    expect(await onDisk(heard.crops)).toBe(0)
  },
  400_000,
)
