// What every Store promises of cameras and of accounts with their sessions, keys and failed attempts.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute } from './store-fixtures.ts'

export function camerasContract(of: () => Store): void {
  const camera = { name: 'Camera 10', address: 'rtsp://me:secret@there/1', enabled: true, settings: '{"far":true}' }

  test('cameras are kept by name, changed and deleted, and a name is given once', async () => {
    const ten = await of().cameras.add(camera)
    const two = await of().cameras.add({ ...camera, name: 'Camera 2' })
    expect(await of().cameras.list()).toEqual([two, ten])
    await expect(of().cameras.add({ ...camera, name: ' camera 2' })).rejects.toMatchObject({ code: 'name_taken' })
    await expect(of().cameras.change(ten.id, { name: 'camera 2' })).rejects.toMatchObject({ code: 'name_taken' })
    const changed = await of().cameras.change(ten.id, { enabled: false, settings: '{}' })
    expect(changed).toEqual({ ...ten, enabled: false, settings: '{}' })
    await of().cameras.delete(two.id)
    expect(await of().cameras.list()).toEqual([changed])
    await expect(of().cameras.delete(two.id)).rejects.toMatchObject({ code: 'camera_not_found' })
    await expect(of().cameras.change(two.id, {})).rejects.toMatchObject({ code: 'camera_not_found' })
  })
}

export function accountsContract(of: () => Store, other: () => Store): void {
  const accounts = () => of().accounts
  const add = (name: string, role: 'admin' | 'viewer' = 'admin') =>
    accounts().add({ name, role, passwordHash: `hash of ${name}` })
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000)

  describe('accounts', () => {
    test('are found by name without case, and a name is given once', async () => {
      const olga = await add('Olga')
      expect(await accounts().findByName(' OLGA ')).toEqual({ account: olga, passwordHash: 'hash of Olga' })
      expect(await accounts().findByName('Nobody')).toBeUndefined()
      await expect(add('olga')).rejects.toMatchObject({ code: 'name_taken' })
      expect(await other().accounts.list()).toEqual([olga])
    })

    test('racing to be the first leave one', async () => {
      const race = Array.from({ length: 8 }, (_, i) =>
        (i % 2 ? of() : other()).accounts.add({ name: `A${i}`, role: 'admin', passwordHash: 'h', onlyIfFirst: true }),
      )
      const results = await Promise.allSettled(race)
      const lost = results.filter(result => result.status === 'rejected')
      expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array.from({ length: 7 }, () => 'setup_done'))
      expect(await accounts().list()).toHaveLength(1)
    })

    test('always keep an admin, whoever goes at once', async () => {
      const [olga, max] = [await add('Olga'), await add('Max')]
      await add('Vera', 'viewer')
      const race = [accounts().delete(olga.id), other().accounts.change(max.id, { role: 'viewer' })]
      const codes = (await Promise.allSettled(race)).map(r =>
        r.status === 'rejected' ? (r.reason as { code: string }).code : 'done',
      )
      expect(codes.sort()).toEqual(['done', 'last_admin'])
      expect((await accounts().list()).filter(({ role }) => role === 'admin')).toHaveLength(1)
      await expect(accounts().delete('nobody')).rejects.toMatchObject({ code: 'account_not_found' })
    })

    test('keep the role when only the password changes, which ends all other sessions', async () => {
      const { id } = await add('Olga')
      for (const tokenHash of ['mine', 'theirs']) await accounts().addSession({ tokenHash, accountId: id, expiresAt: later(60) })
      const changed = await accounts().change(id, { passwordHash: 'new', exceptSession: 'mine' })
      expect(changed.role).toBe('admin')
      expect(await accounts().findByName('Olga')).toMatchObject({ passwordHash: 'new' })
      expect(await accounts().findSession('mine', new Date())).toBeDefined()
      expect(await accounts().findSession('theirs', new Date())).toBeUndefined()
      await accounts().change(id, { passwordHash: 'newer' })
      expect(await accounts().findSession('mine', new Date())).toBeUndefined()
    })

    test('take their sessions and keys along', async () => {
      await add('Olga')
      const { id } = await add('Max', 'viewer')
      await accounts().addSession({ tokenHash: 't', accountId: id, expiresAt: later(60) })
      await accounts().addKey({ name: 'k', prefix: 'p', keyHash: 'h', scopes: [], accountId: id, expiresAt: undefined })
      await accounts().delete(id)
      expect(await accounts().findSession('t', new Date())).toBeUndefined()
      expect([await accounts().findKey('h', new Date()), await accounts().keys()]).toEqual([undefined, []])
    })
  })

  test('a session ends when it expires or is deleted, and notes its use once a minute', async () => {
    const { id } = await add('Olga')
    await accounts().addSession({ tokenHash: 't', accountId: id, expiresAt: later(60) })
    const begun = await accounts().findSession('t', new Date())
    expect(begun).toMatchObject({ account: { id, name: 'Olga' } })
    expect(begun!.account.lastSignInAt).toEqual(begun!.createdAt)
    expect((await accounts().findSession('t', later(0.5)))!.lastUsedAt).toEqual(begun!.lastUsedAt)
    const soon = later(2)
    await accounts().findSession('t', soon)
    expect((await accounts().findSession('t', later(2.1)))!.lastUsedAt).toEqual(soon)
    expect(await accounts().findSession('t', later(61))).toBeUndefined()
    await accounts().deleteSession('t')
    expect(await accounts().findSession('t', new Date())).toBeUndefined()
    await expect(accounts().addSession({ tokenHash: 'u', accountId: 'nobody', expiresAt: later(1) })).rejects.toMatchObject({
      code: 'account_not_found',
    })
  })

  test('a key is found by its hash until it expires or is deleted', async () => {
    const createdBy = await add('Olga')
    const given = { name: 'Door', prefix: 'rk_ab', scopes: ['people:read'], expiresAt: later(60) }
    const key = await accounts().addKey({ ...given, keyHash: 'h', accountId: createdBy.id })
    expect(key).toMatchObject({ ...given, createdBy, lastUsedAt: undefined })
    expect(await accounts().keys()).toEqual([key])
    const now = new Date()
    expect(await accounts().findKey('h', now)).toEqual({ ...key, lastUsedAt: now })
    expect(await accounts().findKey('h', later(61))).toBeUndefined()
    expect(await accounts().findKey('other', now)).toBeUndefined()
    await accounts().deleteKey(key.id)
    await expect(accounts().deleteKey(key.id)).rejects.toMatchObject({ code: 'key_not_found' })
    expect(await accounts().findKey('h', now)).toBeUndefined()
  })

  test('failed attempts are counted across processes until one succeeds, and forgotten after a day', async () => {
    expect(await accounts().attempts('a')).toBeUndefined()
    for (const minute of [0, 1, 2]) await accounts().noteAttempt('a', 'failed', atMinute(minute))
    await accounts().noteAttempt('b', 'failed', atMinute(2))
    expect(await other().accounts.attempts('a')).toEqual({ failures: 3, lastAt: atMinute(2) })
    await accounts().noteAttempt('a', 'succeeded', atMinute(3))
    expect(await accounts().attempts('a')).toBeUndefined()
    await accounts().noteAttempt('c', 'failed', atMinute(25 * 60))
    expect(await accounts().attempts('b')).toBeUndefined()
  })

  test('what operators sign in with does not move the version', async () => {
    const before = await of().version()
    const { id } = await add('Olga')
    await accounts().addSession({ tokenHash: 't', accountId: id, expiresAt: later(60) })
    await accounts().noteAttempt('a', 'failed', new Date())
    expect(await of().version()).toBe(before)
  })
}
