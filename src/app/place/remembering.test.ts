import { expect, test } from 'vitest'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { storeFile } from '../../../test/stores/folder.ts'
import { forgottenAt, openRemembering } from './remembering.ts'

test('turning it off is on record and in force also where forgetting failed', async () => {
  const store = await openSqliteStore(await storeFile())
  const forgetAll = () => Promise.reject(new Error('the disk is full'))
  const remembering = await openRemembering({
    setting: key => store.setting(key),
    setSetting: (key, value) => store.setSetting(key, value),
    ...{ audit: store.audit, visits: { forgetAll } },
  })
  const by = { by: 'Ada', at: new Date() }
  await remembering.decide({ on: true, ground: 'consent', retentionDays: 7, cameraIds: undefined }, by)
  await expect(remembering.decide({ on: false }, by)).rejects.toThrow('the disk is full')
  expect(await remembering.read()).toEqual({ on: false })
  const { items } = await store.audit.list({ limit: 10 })
  expect(items.map(({ action }) => action)).toEqual(['remembering_off', 'remembering_on'])
  await store.close()
})

test('a visitor is forgotten so many days after they were last seen, and at once where nobody is remembered', () => {
  const visitor = { lastSeenAt: new Date('2026-05-01T12:00:00Z') }
  const decision = { on: true, retentionDays: 7, ground: 'consent', cameraIds: undefined, since: new Date(0), by: 'Ada' } as const
  expect(forgottenAt(visitor, decision)).toEqual(new Date('2026-05-08T12:00:00Z'))
  expect(forgottenAt(visitor, { on: false })).toEqual(visitor.lastSeenAt)
})
