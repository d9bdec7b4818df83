import { expect, test } from 'vitest'
import { RetentionGuard, type GuardState } from './retention-guard.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A wall clock and a monotonic one, moved by hand, and a guard that looks every hour. */
function house(kept?: GuardState, startMs = 1_700_000_000_000) {
  const time = { wallMs: startMs, monotonicMs: 5 }
  const open = (state: GuardState | undefined) =>
    new RetentionGuard(
      () => new Date(time.wallMs),
      () => time.monotonicMs,
      state,
    )
  const state = { guard: open(kept) }
  return {
    time,
    get guard() {
      return state.guard
    },
    jump: (ms: number) => {
      time.wallMs += ms
      state.guard.note()
    },
    live: (ms: number) => {
      for (let passed = 0; passed < ms; passed += HOUR) {
        time.wallMs += HOUR
        time.monotonicMs += HOUR
        state.guard.note()
      }
    },
    /** Off for so long; the monotonic clock begins anew. */
    restart: (offMs = 0) => {
      time.wallMs += offMs
      time.monotonicMs = 7
      state.guard = open(state.guard.state)
      state.guard.note()
    },
  }
}

test('a clock that goes on is believed, and so are steps of a day at most', () => {
  const { live, jump, guard } = house()
  live(40 * DAY)
  jump(HOUR)
  jump(-HOUR)
  jump(23 * HOUR)
  expect(guard.jumpedMs).toBeUndefined()
})

test('a jump of more than a day is not believed, and says by how much', () => {
  const { jump, guard, time } = house()
  jump(365 * DAY)
  expect(guard.jumpedMs).toBe(365 * DAY)
  expect(guard.believedAt).toEqual(new Date(time.wallMs + 72 * HOUR))
})

test('a clock that is put right again is believed at once', () => {
  const { jump, live, guard } = house()
  jump(365 * DAY)
  live(5 * HOUR)
  jump(-365 * DAY)
  expect(guard.jumpedMs).toBeUndefined()
})

test('a jump is believed once somebody says so', () => {
  const { jump, live, guard } = house()
  jump(3 * DAY)
  guard.confirm()
  live(DAY)
  expect(guard.jumpedMs).toBeUndefined()
})

test('a jump is believed after 72 hours without another, and not before', () => {
  const { jump, live, guard } = house()
  jump(3 * DAY)
  live(71 * HOUR)
  expect(guard.jumpedMs).toBe(3 * DAY)
  jump(2 * HOUR)
  live(71 * HOUR)
  expect(guard.jumpedMs).toBe(3 * DAY + 2 * HOUR)
  live(HOUR)
  expect(guard.jumpedMs).toBeUndefined()
})

test('a clock that goes back holds nothing, and coming forth again is no jump', () => {
  const { jump, live, guard } = house()
  jump(-365 * DAY)
  expect(guard.jumpedMs).toBeUndefined()
  live(DAY)
  jump(365 * DAY)
  expect(guard.jumpedMs).toBeUndefined()
})

test('a clock that was put back for good is believed after 72 hours: the next jump forward counts', () => {
  const { jump, live, guard } = house()
  jump(-365 * DAY)
  live(72 * HOUR)
  jump(30 * DAY)
  expect(guard.jumpedMs).toBe(30 * DAY)
})

test('a computer without a clock of its own, which learns the time after starting, has not jumped', () => {
  const at = house()
  at.live(DAY)
  at.restart(-50 * 365 * DAY)
  at.live(HOUR)
  at.jump(50 * 365 * DAY + HOUR)
  expect(at.guard.jumpedMs).toBeUndefined()
})

test('over a restart a gap of a day is believed, and a longer one is not', () => {
  const at = house()
  at.restart(23 * HOUR)
  expect(at.guard.jumpedMs).toBeUndefined()
  at.restart(3 * DAY)
  expect(at.guard.jumpedMs).toBe(3 * DAY)
})

test('restarting makes a jump no more believable, and loses no patience', () => {
  const at = house()
  at.jump(10 * DAY)
  at.live(40 * HOUR)
  at.restart(10 * 60_000)
  expect(at.guard.jumpedMs).toBe(10 * DAY + 10 * 60_000)
  at.live(31 * HOUR)
  expect(at.guard.jumpedMs).toBeDefined()
  at.live(HOUR)
  expect(at.guard.jumpedMs).toBeUndefined()
})

test('off every night, a server that missed a weekend is believed when 72 hours are over, not never', () => {
  const at = house()
  at.restart(62 * HOUR)
  for (let day = 0; day < 3; day++) {
    expect(at.guard.jumpedMs).toBeDefined()
    at.live(9 * HOUR)
    at.restart(15 * HOUR)
  }
  expect(at.guard.jumpedMs).toBeUndefined()
})

test('being off for days again while a jump is not believed begins the 72 hours anew', () => {
  const at = house()
  at.restart(62 * HOUR)
  at.live(71 * HOUR)
  at.restart(62 * HOUR)
  at.live(71 * HOUR)
  expect(at.guard.jumpedMs).toBeDefined()
})

test('a server that sleeps every night is believed in the morning', () => {
  const at = house()
  for (let day = 0; day < 10; day++) {
    at.live(9 * HOUR)
    at.restart(15 * HOUR)
    expect(at.guard.jumpedMs).toBeUndefined()
  }
})
