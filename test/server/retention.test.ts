// What is too old goes on time, and not because a clock jumped: with a store, and clocks moved by hand.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Visit, VisitFace } from '../../src/core/visits.ts'
import type { Remembering } from '../../src/app/place/remembering.ts'
import { openRetention } from '../../src/server/retention.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { probe, SPACE } from '../fixtures/templates.ts'
import { watchedPlace } from './strangers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2026-01-01T00:00:00Z')
const ON: Remembering = { on: true, ground: 'because', retentionDays: 7, cameraIds: undefined, since: new Date(START), by: 'Ada' }

async function house() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-retention-'))
  const store = await openSqliteStore(join(folder, 'rostro.db'))
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const time = { wallMs: START, monotonicMs: 0 }
  const problems: (string | undefined)[] = []
  const decision: { current: Remembering } = { current: ON }
  const open = () =>
    openRetention({
      store,
      settings: () => ({ eventDays: 30, shotDays: 7 }),
      remembering: () => decision.current,
      expireVisits: before => store.visits.expire(before),
      onProblem: problem => problems.push(problem?.code),
      now: () => new Date(time.wallMs),
      clock: () => time.monotonicMs,
    })
  const state = { retention: await open() }
  const visitor = await store.visits.addVisitor({ id: 'v', firstSeenAt: new Date(START) })
  const face: VisitFace = { template: probe([1]), weight: 100, quality: 80, crop: new Uint8Array([1]), nearestPerson: undefined }
  const save = (id: string, departedAt: Date) => {
    const visit: Visit = {
      ...{ id, cameraId: 'door', cameraName: 'Door', of: { kind: 'visitor', visitorId: visitor.id }, nth: 1, frames: 5 },
      ...{ arrivedAt: departedAt, departedAt, hasEnded: true, eventIds: [] },
    }
    return store.visits.save(visit, face)
  }
  await save('old', new Date(START))
  return {
    store,
    time,
    problems,
    decision,
    save,
    faces: async () => (await store.visits.remembered(SPACE, { limit: 10 })).map(({ visitId }) => visitId),
    visits: async () => (await store.visits.list({}, { limit: 10 })).total,
    /** Time passes as it should, and every hour it is looked. */
    live: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += HOUR) {
        time.wallMs += HOUR
        time.monotonicMs += HOUR
        await state.retention.run()
      }
    },
    jump: async (ms: number) => {
      time.wallMs += ms
      await state.retention.run()
    },
    restart: async (offMs: number) => {
      await state.retention.close()
      time.wallMs += offMs
      time.monotonicMs = 3
      state.retention = await open()
      await state.retention.run()
    },
    state: () => state.retention.state(),
    confirm: () => state.retention.confirm(),
  }
}

test('a face is forgotten when its days are over, and not before; the visit later', async () => {
  const { live, faces, visits, save } = await house()
  await save('new', new Date(START + DAY))
  await live(7 * DAY)
  expect(await faces()).toEqual(['old', 'new'])
  await live(HOUR)
  expect(await faces()).toEqual(['new'])
  await live(DAY)
  expect(await faces()).toEqual([])
  expect(await visits()).toBe(2)
  await live(22 * DAY)
  expect(await visits()).toBe(1)
})

test('a jump of the clock deletes nothing until somebody confirms it', async () => {
  const { live, jump, faces, visits, state, confirm, problems } = await house()
  await live(DAY)
  await jump(365 * DAY)
  expect([await faces(), await visits()]).toEqual([['old'], 1])
  expect(await state()).toMatchObject({ held: true, jumpedMs: 365 * DAY, overdue: 1 })
  expect(problems.at(-1)).toBe('retention_held')
  await confirm()
  expect([await faces(), await visits()]).toEqual([[], 0])
  expect([await state(), problems.at(-1)]).toMatchObject([{ held: false, overdue: 0 }, undefined])
})

test.each([365, -365])('while nobody is remembered no face stays, also when the clock goes %s days', async days => {
  const { jump, faces, visits, save, decision, state } = await house()
  await save('tomorrow', new Date(START + DAY))
  decision.current = { on: false }
  await jump(days * DAY)
  expect([await faces(), await visits()]).toEqual([[], 2])
  expect(await state()).toMatchObject({ overdue: 0 })
})

test('a jump is believed after 72 steady hours', async () => {
  const { jump, live, faces } = await house()
  await jump(365 * DAY)
  await live(71 * HOUR)
  expect(await faces()).toEqual(['old'])
  await live(HOUR)
  expect(await faces()).toEqual([])
})

test('a clock that jumps and comes back has deleted nothing', async () => {
  const { jump, faces, problems, live } = await house()
  await jump(30 * DAY)
  await jump(-30 * DAY)
  expect([await faces(), problems.at(-1)]).toEqual([['old'], undefined])
  await jump(-30 * DAY)
  await live(HOUR)
  expect([await faces(), problems.at(-1)]).toEqual([['old'], undefined])
})

test('a face seen while the clock was ahead goes as late as one seen now, once the clock is right again', async () => {
  const { jump, live, save, faces, time } = await house()
  await jump(365 * DAY)
  await save('ahead', new Date(time.wallMs))
  await jump(-365 * DAY)
  await live(7 * DAY)
  expect(await faces()).toContain('ahead')
  await live(HOUR)
  expect(await faces()).toEqual([])
})

test('a clock that is behind makes no face older', async () => {
  const { live, jump, save, faces } = await house()
  await live(3 * DAY)
  await jump(-3 * DAY)
  await save('new', new Date(START + 6 * DAY))
  await live(HOUR)
  await jump(3 * DAY)
  await live(4 * DAY)
  expect(await faces()).toEqual(['new'])
})

test('a gap over a restart holds what is due, and restarting again does not let go of it', async () => {
  const { live, restart, faces, problems } = await house()
  await live(DAY)
  await restart(20 * DAY)
  await restart(60_000)
  expect([await faces(), problems.at(-1)]).toEqual([['old'], 'retention_held'])
  await live(72 * HOUR)
  expect([await faces(), problems.at(-1)]).toEqual([[], undefined])
})

test('a gap with nothing due is nothing to ask about', async () => {
  const { restart, state, problems } = await house()
  await restart(3 * DAY)
  expect([await state(), problems.at(-1)]).toMatchObject([{ held: false, overdue: 0 }, undefined])
})

test('over short nights retention is on time', async () => {
  const { live, restart, faces } = await house()
  for (let day = 0; day < 7; day++) {
    await live(10 * HOUR)
    await restart(14 * HOUR)
  }
  expect(await faces()).toEqual(['old'])
  await live(HOUR)
  expect(await faces()).toEqual([])
})

test('over HTTP: what is held, and the administrator’s word, audited', async () => {
  const { api, come, remember, server, audited } = await watchedPlace()
  await remember({ retentionDays: 1 })
  await come('1', probe([1]))
  // A session does not outlive twelve hours without being used.
  for (const hours of [11, 22, 33]) {
    server.later = hours * HOUR
    await api('GET /session')
  }
  const held = await api('GET /retention')
  expect(held).toMatchObject({ held: true, jumpedHours: 33, overdue: 1 })
  expect(Date.parse(held.releasedAt!) - Date.now()).toBeGreaterThan(104 * HOUR)
  expect((await api('GET /visits')).items).toMatchObject([{ face: true }])
  await api('POST /retention/confirm')
  expect(await api('GET /retention')).toEqual({ held: false, jumpedHours: null, overdue: 0, releasedAt: null })
  expect((await api('GET /visits')).items).toMatchObject([{ kind: 'anonymous', face: false }])
  expect(await audited()).toEqual(['retention_confirmed', 'remembering_on'])
})
