// A server with a camera before which strangers come and go, and what lies on its disk.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import type { FaceEvent } from '../../src/core/records.ts'
import type { Decision, Template } from '../../src/core/types.ts'
import { adminAt, serving } from './serving.ts'

export const WAIT = { timeout: 10_000 }
/** Bytes. */
const PIECE = 64
export const GROUND = 'Legitimate interest: the till is robbed once a month.'

const unknown: Decision = {
  outcome: 'unknown',
  candidate: undefined,
  candidates: [],
  threshold: 0.4,
  margin: undefined,
  reasons: ['below_threshold'],
}
export const knownAs = (personId: string, name: string): Decision => {
  const candidate = { personId, name, similarity: 0.8, rank: 1 }
  return { ...unknown, outcome: 'known', candidate, candidates: [candidate], reasons: ['above_threshold'] }
}

/** JPEG of nothing, with a mark to look for. */
export const cropOf = (mark: string): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8ffe000104a464946000101', 'hex'),
    Buffer.from(`<${mark}>`.repeat(40)),
    Buffer.from('ffd9', 'hex'),
  ])

export async function watchedPlace() {
  const server = await serving()
  const admin = await adminAt(server)
  const { api } = admin
  const door = await api('POST /cameras', { body: { name: 'Door', address: 'camera:0' } })
  const { listener } = server.engine
  let minutes = 0
  /** Somebody comes, stays ten seconds and goes; each one ten minutes after the one before. */
  const come = async (id: string, face: Template, { decision = unknown, crop = cropOf(id), cameraId = door.id } = {}) => {
    const startedAt = new Date(Date.now() - 86_400_000 + 600_000 * minutes++)
    const event: FaceEvent = {
      ...{ id, sourceId: cameraId, sourceName: 'Door', decision, frames: 8, quality: 80, startedAt },
      endedAt: new Date(startedAt.getTime() + 10_000),
    }
    listener.onEvent(event, { template: face, quality: 80, crop }, { template: face, weight: 640 })
    return vi.waitFor(async () => {
      const { items } = await api('GET /visits')
      const visit = items.find(({ arrivedAt }) => arrivedAt === startedAt.toISOString())
      expect(visit).toBeDefined()
      return visit!
    }, WAIT)
  }
  const remember = (change: { retentionDays?: number; cameraIds?: string[] } = {}) =>
    api('PUT /remembering', { body: { on: true, ground: GROUND, ...change } })
  const audited = async () => (await api('GET /audit')).items.map(({ action }) => action)
  /** Whether any piece of these bytes lies anywhere in the data folder: what is longer than a page is not stored in one. */
  const isOnDisk = async (bytes: Uint8Array): Promise<boolean> => {
    const pieces = Array.from({ length: Math.floor(bytes.length / PIECE) }, (_, i) =>
      Buffer.from(bytes.slice(i * PIECE, (i + 1) * PIECE)),
    )
    expect(pieces).not.toEqual([])
    const files = await readdir(server.folder, { recursive: true, withFileTypes: true })
    const contents = await Promise.all(
      files.filter(file => file.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name))),
    )
    return contents.some(content => pieces.some(piece => content.includes(piece)))
  }
  return { ...server, server, admin, api, door, come, remember, audited, isOnDisk }
}

/** What of a template is looked for on the disk: the numbers that are not zero would do, all of them are surer. */
export const bytesOf = ({ vector }: Template): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
