// Something in every table of a store, so that a copy of it can be missed anywhere.

import type { Store } from '../../src/core/ports.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import type { RawStore } from '../../src/stores/raw-store.ts'
import { atMinute, faceEvent, reference, referencesOf, shotOf } from '../contracts/store-fixtures.ts'
import { comes, CONSENT } from '../contracts/visit-fixtures.ts'

const OTHER = 'other-space@1' as EmbeddingSpace

/** @param raw the same store */
export async function furnish(store: Store, raw: RawStore): Promise<void> {
  const anna = await store.enrol('Anna Weiß 😀', referencesOf('a', 3), CONSENT)
  const bert = await store.enrol('Bert', [reference('b', { quality: 37.5 }), reference('big', { cropBytes: 70_000 })])
  const gone = await store.enrol('Gone', [reference('g')])
  for (const [id, person] of [
    ['e1', anna],
    ['e2', bert],
    ['e3', undefined],
  ] as const) {
    await store.events.save(faceEvent(id, person, { others: [anna] }), shotOf(id))
  }
  await store.events.correct('e2', { kind: 'not', personId: bert.id, at: atMinute(3), by: 'Olga' }, shotOf('e2'))
  await store.templates.keep([{ of: 'shot', id: 'e1', template: reference('s', { space: OTHER }).template, quality: 1 / 3 }])
  const [photo] = await store.references({ personId: anna.id })
  await store.templates.keep([
    { of: 'reference', id: photo!.id, template: reference('r', { space: OTHER }).template, quality: 12 },
  ])
  await comes(store, 'v1', 2)
  await comes(store, 'v2', 2, 600)
  await store.visits.name('v1', { newName: 'Named', consent: CONSENT }, { by: 'Olga', at: atMinute(2000) })
  const camera = { name: 'Camera', address: 'rtsp://me:secret@there/1', enabled: true, settings: '{"far":true}' }
  const { id: accountId } = await store.accounts.add({ name: 'Olga', role: 'admin', passwordHash: 'hash' })
  await store.cameras.add(camera)
  await store.setSetting('rule', '')
  await store.alerts.putRule({ id: 'rule', body: '{"a":"\\u0000"}' })
  await store.alerts.putTarget({ id: 'target', body: '{}' })
  await store.alerts.add([{ id: 'notice', once: 'once', at: atMinute(1), body: '{}' }])
  for (const detail of ['{}', '{"né":1}']) await store.audit.add({ at: atMinute(5), by: 'Olga', action: 'did', detail })
  await store.deletePersonLater(gone.id, atMinute(99))
  const rows = {
    groups: { id: 'g', name: 'Family', name_key: 'family', allowed: '[]' },
    group_people: { group_id: 'g', person_id: anna.id },
    sessions: { token_hash: 't', account_id: accountId, created_at: 1, last_used_at: 2, expires_at: 3 },
    api_keys: {
      ...{ id: 'k', name: 'k', prefix: 'p', key_hash: 'h', scopes: '[]', account_id: accountId },
      ...{ created_at: 1, expires_at: null, last_used_at: null },
    },
    attempts: { who: 'w', failures: 1, last_at: 2 },
    doors: { id: 'd', name: 'Door', name_key: 'door', body: '{}' },
    door_locks: { door_id: 'd', refusals: 1, paused_until: null, locked: 0 },
    door_factors: { id: 'f', person_id: anna.id, kind: 'pin', secret: 's', created_at: 1, last_counter: null },
    door_presence: { person_id: anna.id, area: 'hall', inside: 1, at: 2 ** 41 },
    visitors: { id: 'v3', number: 99, state: 'active', first_seen_at: 1, last_seen_at: 2, visits: 0, cover_visit_id: null },
    apart: { first: 'v2', second: 'v3' },
    not_people: { visitor_id: 'v2', person_id: anna.id },
    crossings: { at: 1, camera_id: 'c', name: 'line', kind: 'line', direction: 'in', event_id: 'e1' },
  }
  await raw.write(async db => {
    for (const [table, row] of Object.entries(rows)) await db.insertInto(table).values(row).execute()
  })
}
