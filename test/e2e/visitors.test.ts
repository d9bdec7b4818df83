// Strangers who come back, in a terminal: remembering them, what is done to them, their visits, the numbers of the place, and the record.

import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openModels } from '../../src/app/open-rostro.ts'
import type { Visit, VisitOf } from '../../src/core/visits.ts'
import type { Store } from '../../src/core/ports.ts'
import { toTemplate } from '../../src/core/template.ts'
import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { makePlace, type Place } from './place.ts'
import { rostro, startAtTerminal } from './rostro.ts'

const GROUND = 'legitimate interest: theft'
const SECOND_MS = 1000

interface Kept {
  readonly anna: string
  readonly visits: readonly string[]
}

/** Visitor 1 came three times, visitor 2 once and looks much like visitor 1, and Anna is registered. Days are of UTC. */
async function fill(place: Place): Promise<Kept> {
  await mkdir(place.home, { recursive: true })
  const space = embeddingSpace(await openModels(place.home).manifest('mobile'))
  const face = (...values: number[]) =>
    toTemplate({ space, vector: Float32Array.from({ length: 128 }, (_, i) => values[i] ?? 0) })!
  const crop = new Uint8Array([0xff, 0xd8, 0xff, 0xd9])
  const store = await openSqliteStore(join(place.home, 'rostro.db'))
  try {
    const camera = await store.cameras.add({ name: 'Door', address: 'camera:0', enabled: false, settings: '{}' })
    const anna = await store.enrol('Anna', [{ template: face(0, 0, 1), quality: 80, source: 'photo.jpg', crop }])
    const keep = async (of: VisitOf, at: string, seconds: number, nth: number | undefined, look = face(1)) => {
      const arrivedAt = new Date(at)
      const visit: Visit = {
        ...{ id: randomUUID(), cameraId: camera.id, cameraName: camera.name, of, arrivedAt, nth, frames: 9 },
        ...{ departedAt: new Date(arrivedAt.getTime() + seconds * SECOND_MS), hasEnded: true, eventIds: [] },
      }
      const isRemembered = of.kind === 'visitor'
      await store.visits.save(
        visit,
        isRemembered ? { template: look, weight: 300, quality: 80, crop, nearestPerson: undefined } : undefined,
      )
      return visit.id
    }
    const [one, two] = [randomUUID(), randomUUID()]
    await store.visits.addVisitor({ id: one, firstSeenAt: new Date('2026-11-02T09:00:00Z') })
    await store.visits.addVisitor({ id: two, firstSeenAt: new Date('2026-11-03T12:00:00Z') })
    const visits = [
      await keep({ kind: 'visitor', visitorId: one }, '2026-11-02T09:00:00Z', 40, 1),
      await keep({ kind: 'visitor', visitorId: one }, '2026-11-03T09:10:00Z', 600, 2),
      await keep({ kind: 'visitor', visitorId: one }, '2026-11-04T09:20:00Z', 60, 3),
      await keep({ kind: 'visitor', visitorId: two }, '2026-11-03T12:00:00Z', 90, 1, face(0.6, 0.8)),
    ]
    await keep({ kind: 'person', personId: anna.id }, '2026-11-03T09:30:00Z', 3600, 1)
    await keep({ kind: 'anonymous' }, '2026-11-03T09:40:00Z', 5, undefined)
    await store.visits.addCrossings([
      { cameraId: camera.id, name: 'Till', kind: 'line', direction: 'in', at: new Date('2026-11-03T09:41:00Z'), eventId: 'e' },
    ])
    return { anna: anna.id, visits }
  } finally {
    await store.close()
  }
}

/** What the store says: quicker than a command. */
async function asking<T>(place: Place, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore(join(place.home, 'rostro.db'))
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function running(place: Place) {
  const run = (...args: string[]) => rostro(place, args, { env: { TZ: 'UTC' } })
  const good = async (...args: string[]) => {
    const ended = await run(...args)
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    return ended.stdout
  }
  const refused = async (...args: string[]) => {
    const { code, stderr } = await run(...args)
    return `${code}: ${stderr}`
  }
  const visitors = () =>
    asking(place, async store => {
      const { items } = await store.visits.visitors({ state: 'active', sort: 'last_seen' }, { limit: 9 })
      return items.map(({ number, visits }) => `${number}: ${visits}`)
    })
  const audited = () => asking(place, async store => (await store.audit.list({ limit: 99 })).items.map(({ action }) => action))
  return { place, good, refused, visitors, audited }
}

async function filledPlace() {
  const place = await makePlace()
  const kept = await fill(place)
  return { ...running(place), ...kept }
}

test('remembering is off until somebody says why, and that is shown', async () => {
  const { good, refused } = running(await makePlace())
  expect(await good('visitors')).toContain('rostro visitors remember --ground')
  expect(await refused('visitors', 'remember')).toMatch(/^2: .*--ground/)
  const on = await good('visitors', 'remember', '--ground', GROUND, '--days', '1')
  expect(on).toContain('Strangers are remembered before all cameras, each for 1 day after a visit.')
  expect(on).toContain(GROUND)
  expect(JSON.parse(await good('visitors', 'status', '--json'))).toMatchObject({ on: true, ground: GROUND, retentionDays: 1 })
})

test('remembering is changed, and taken back with everybody; all of it is noted', async () => {
  const { place, good, refused, visitors, audited } = await filledPlace()
  await good('visitors', 'remember', '--ground', GROUND)
  await good('visitors', 'remember', '--ground', GROUND, '--camera', 'door')
  expect(await refused('visitors', 'remember', '--ground', GROUND, '--camera', 'Yard')).toContain('[camera_not_found]')
  expect(await refused('visitors', 'remember', '--off')).toMatch(/^2: .*--yes/)
  expect(await good('visitors', 'remember', '--off', '--yes')).toContain('everybody is forgotten')
  expect(await visitors()).toEqual([])
  expect(await audited()).toEqual(['remembering_off', 'remembering_changed', 'remembering_on'])
  const { items } = await asking(place, store => store.audit.list({ limit: 1 }))
  expect(items[0]?.by).toMatch(/\(command line\)$/)
})

test('at a terminal, forgetting asks, and anything but yes forgets nobody', async () => {
  const { place, good } = await filledPlace()
  await good('visitors', 'remember', '--ground', GROUND, '--camera', 'door')
  const running = await startAtTerminal(place, ['visitors', 'remember', '--off'])
  await running.shows('All 2 visitors will be forgotten for good. [y/N]')
  running.type('n\n')
  expect((await running.ended).stdout).toContain('Nothing was changed.')
  expect(await good('visitors', 'status')).toMatch(/before Door, each for 7 days[\s\S]*Now {6}2 visitors/)
})

test('visitors are listed and shown with their visits', async () => {
  const { good, refused, visits } = await filledPlace()
  await good('visitors', 'remember', '--ground', GROUND)
  expect((await good('visitors')).split('\n')).toEqual([
    'VISITOR  VISITS  FIRST SEEN        LAST SEEN         FORGOTTEN',
    '1        3       2026-11-02 09:00  2026-11-04 09:21  2026-11-11 09:21',
    '2        1       2026-11-03 12:00  2026-11-03 12:01  2026-11-10 12:01',
    '',
  ])
  const shown = await good('visitors', 'show', '1')
  expect(shown).toContain('Visitor 1: 3 visits, forgotten 2026-11-11 09:21')
  expect(shown).toContain(`2026-11-03 09:10  10 min  Door    ${visits[1]!}`)
  expect(await refused('visitors', 'show', '9')).toMatch(/^3: .*\[visitor_not_found\]/)
})

test('visitors are merged and split, and what was done last is undone', async () => {
  const { good, visitors, visits, audited } = await filledPlace()
  expect(await good('visitors', 'merge', '1', '2')).toBe('Visitor 2 is visitor 1 now.\n')
  expect(await visitors()).toEqual(['1: 4'])
  expect(await good('visitors', 'changes')).toMatch(/merged +1, 2 +.*\(command line\)/)
  expect(await good('visitors', 'undo')).toBe('Undone: merged.\n')
  expect(await visitors()).toEqual(['1: 3', '2: 1'])
  expect(await good('visitors', 'split', '1', visits[2]!)).toBe('1 visit of visitor 1 is visitor 3’s now.\n')
  expect(await visitors()).toEqual(['3: 1', '2: 1', '1: 2'])
  await good('visitors', 'undo')
  expect(await visitors()).toEqual(['1: 3', '2: 1'])
  const undone = 'visitor_change_undone'
  expect(await audited()).toEqual([undone, 'visitor_split', undone, 'visitors_merged'])
})

test('who is ignored is in a list of their own, until shown again', async () => {
  const { good, visitors } = await filledPlace()
  expect(await good('visitors', 'ignore', '1', '2')).toBe('Visitors 1, 2 are ignored now.\n')
  expect(await visitors()).toEqual([])
  expect(await good('visitors', '--ignored')).toContain('2026-11-04 09:21')
  await good('visitors', 'unignore', '1')
  expect(await visitors()).toEqual(['1: 3'])
})

test('who looks like one is suggested, until somebody says that they are two', async () => {
  const { good } = await filledPlace()
  expect(await good('visitors', 'suggestions')).toMatch(/visitor \d +visitor \d +0\.60 +rostro visitors merge \d \d/)
  await good('visitors', 'apart', '2', '1')
  expect(await good('visitors', 'suggestions')).toContain('No two visitors look like one')
})

test('a visitor becomes a person who agreed, which can be undone', async () => {
  const { place, good, refused, visitors } = await filledPlace()
  expect(await refused('visitors', 'name', '1', 'Bo')).toMatch(/^2: .*\[consent_missing\]/)
  expect(await refused('visitors', 'name', '1', 'anna', '--consent', 'yes')).toContain('rostro visitors same-as 1 "Anna"')
  expect(await good('visitors', 'name', '1', 'Bo', '--consent', 'agreed at the till')).toContain('Visitor 1 is Bo now')
  const bo = await asking(place, store => store.findPerson('bo'))
  expect(await asking(place, store => store.consent(bo!.id))).toMatchObject({ text: 'agreed at the till' })
  expect((await good('visits', '--person', 'bo')).match(/ Bo /g)).toHaveLength(3)
  await good('visitors', 'undo')
  expect(await visitors()).toEqual(['1: 3', '2: 1'])
})

test('a visitor turns out to be somebody registered, which can be undone', async () => {
  const { good, visitors } = await filledPlace()
  expect(await good('visitors', 'same-as', '2', 'Anna')).toBe('Visitor 2 is Anna.\n')
  expect(await visitors()).toEqual(['1: 3'])
  await good('visitors', 'undo')
  expect(await visitors()).toEqual(['1: 3', '2: 1'])
})

test('forgetting a visitor needs a yes and leaves the visits of a stranger', async () => {
  const { good, refused, visitors } = await filledPlace()
  expect(await refused('visitors', 'forget', '1')).toMatch(/^2: /)
  expect(await good('visitors', 'forget', '1', '--yes')).toContain('Visitor 1 is forgotten')
  expect(await visitors()).toEqual(['2: 1'])
  const visits = JSON.parse(await good('visits', '--json')) as { kind: string }[]
  expect(visits.filter(({ kind }) => kind === 'anonymous')).toHaveLength(4)
})

test('visits are listed by time, camera, person and visitor', async () => {
  const { good, refused } = await filledPlace()
  expect((await good('visits', '--from', '2026-11-03', '--to', '2026-11-03')).split('\n')).toEqual([
    'ARRIVED           STAYED  WHO         VISIT NO.  CAMERA',
    '2026-11-03 12:00  2 min   visitor 2   1          Door',
    '2026-11-03 09:40  5 s     a stranger             Door',
    '2026-11-03 09:30  1 h     Anna        1          Door',
    '2026-11-03 09:10  10 min  visitor 1   2          Door',
    '',
  ])
  expect(JSON.parse(await good('visits', '--json', '--visitor', '1', '--camera', 'door'))).toHaveLength(3)
  expect(await refused('visits', '--from', 'soon')).toMatch(/^2: /)
  expect(await refused('visits', '--from', '2026-11-04', '--to', '2026-11-03')).toMatch(/^2: .*empty/)
})

test('visits are written as a table for spreadsheets', async () => {
  const { place, good, refused } = await filledPlace()
  await good('visits', '--csv', 'visits.csv')
  const lines = (await readFile(place.file('visits.csv'), 'utf8')).split('\r\n')
  expect(lines).toHaveLength(8)
  expect(lines[1]).toMatch(/,2026-11-04T09:20:00\.000Z,2026-11-04T09:21:00\.000Z,true,60,.+,Door,visitor,/)
  expect(await refused('visits', '--csv', 'nowhere/visits.csv')).toContain('[file_not_writable]')
})

test('the numbers of the place are read at a glance, and are for programs too', async () => {
  const { good } = await filledPlace()
  const place = await good('place', '--from', '2026-11-02', '--to', '2026-11-04')
  expect(place).toContain('6 visits: 3 the first of somebody, 2 of somebody who returned, 1 of strangers not told apart.')
  expect(place).toContain('1 registered person and 2 visitors; 33 % of them came more than once.')
  expect(place).toMatch(/Tue 2026-11-03 +#{30} +4$/m)
  expect(place).toMatch(/^09:00 +#{30} +5$/m)
  expect(place).toMatch(/^Till +line +Door +1 +0$/m)
  const json = JSON.parse(await good('place', '--from', '2026-11-02', '--to', '2026-11-04', '--json')) as { timeZone: string }
  expect(json).toMatchObject({ timeZone: 'UTC', totals: { visits: 6, people: 1, visitors: 2, anonymous: 1 } })
  expect(await good('place')).toContain('nobody was there')
})

test('a record that was changed is told', async () => {
  const { place, good, refused } = await filledPlace()
  expect(await good('audit')).toBe('Nothing was decided or done so far.\n')
  await good('visitors', 'ignore', '1')
  expect(await good('audit', 'verify')).toContain('whole')
  const { default: Database } = await import('libsql')
  const db = new Database(join(place.home, 'rostro.db'))
  db.prepare("update audit set detail = '{}' where sequence = 1").run()
  db.close()
  expect(await refused('audit', 'verify')).toMatch(/^4: .*from entry 1 on/)
})
