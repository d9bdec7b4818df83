// The Cameras port: where to look, as the operator set it up.

import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Cameras, KeptCamera } from '../core/records.ts'
import { nameKey, toName } from './names.ts'
import type { Schema } from './schema.ts'
import { openRow, openRows, sealRow } from './sealed-rows.ts'
import type { Sql, Tx } from './sql.ts'

type CameraSettings = Omit<KeptCamera, 'id' | 'createdAt'>

export class SqlCameras implements Cameras {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async list(): Promise<readonly KeptCamera[]> {
    const rows = await this.#sql.read(async db => {
      const kept = await db.selectFrom('cameras').selectAll().execute()
      return (await openRows(db, 'cameras', kept)).map((row, i) => row ?? { ...kept[i]!, address: '' })
    })
    const collator = new Intl.Collator('en', { numeric: true })
    return rows.map(toCamera).sort((a, b) => collator.compare(a.name, b.name))
  }

  async add(settings: CameraSettings): Promise<KeptCamera> {
    const camera = { ...settings, name: toName(settings.name), id: randomUUID(), createdAt: new Date() }
    return this.#sql.record(async tx => {
      await tx
        .insertInto('cameras')
        .values({ id: camera.id, created_at: camera.createdAt.getTime(), ...(await columns(tx, camera)) })
        .execute()
      return camera
    })
  }

  change(cameraId: string, change: Partial<CameraSettings>): Promise<KeptCamera> {
    return this.#sql.record(async tx => {
      const before = await requireCamera(tx, cameraId)
      const camera = { ...before, ...change, name: toName(change.name ?? before.name) }
      await tx
        .updateTable('cameras')
        .set(await columns(tx, camera))
        .where('id', '=', cameraId)
        .execute()
      return camera
    })
  }

  async delete(cameraId: string): Promise<void> {
    await this.#sql.record(async tx => {
      await requireCamera(tx, cameraId)
      await tx.deleteFrom('cameras').where('id', '=', cameraId).execute()
    })
  }
}

async function columns(tx: Tx, { id, name, address, enabled, settings }: KeptCamera) {
  const name_key = nameKey(name)
  const holder = await tx.selectFrom('cameras').select(['id', 'name']).where('name_key', '=', name_key).executeTakeFirst()
  if (holder && holder.id !== id) {
    throw new RostroError('name_taken', `There is a camera called ${holder.name} already; choose another name.`)
  }
  return sealRow(tx, 'cameras', { name, name_key, address, enabled: enabled ? 1 : 0, settings }, { id })
}

async function requireCamera(tx: Tx, id: string): Promise<KeptCamera> {
  const row = await tx.selectFrom('cameras').selectAll().where('id', '=', id).executeTakeFirst()
  if (row) return toCamera((await openRow(tx, 'cameras', row)) ?? { ...row, address: '' })
  throw new RostroError('camera_not_found', `There is no camera ${JSON.stringify(id)}; list the cameras again.`)
}

const toCamera = (row: Selectable<Schema['cameras']>): KeptCamera => ({
  id: row.id,
  name: row.name,
  address: row.address,
  enabled: row.enabled !== 0,
  settings: row.settings,
  createdAt: new Date(row.created_at),
})
