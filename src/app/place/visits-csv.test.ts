import { expect, test } from 'vitest'
import type { KeptVisit } from '../../core/visits.ts'
import { visitsCsv } from './visits-csv.ts'

const VISIT: KeptVisit = {
  ...{ id: 'a', cameraId: 'c1', cameraName: 'Door', of: { kind: 'person', personId: 'p1' }, nth: 3 },
  arrivedAt: new Date('2026-01-15T08:00:00.250Z'),
  departedAt: new Date('2026-01-15T08:01:00.500Z'),
  ...{ hasEnded: true, frames: 9, eventIds: ['e1'], face: false, visitorNumber: undefined },
  person: { id: 'p1', name: 'Ana', createdAt: new Date(0) },
}
const named = (name: string): KeptVisit => ({ ...VISIT, person: { ...VISIT.person!, name } })

async function csvOf(...visits: KeptVisit[]): Promise<string[]> {
  const lines: string[] = []
  async function* all() {
    await Promise.resolve()
    yield* visits
  }
  for await (const line of visitsCsv(all())) lines.push(line)
  return lines
}

test('a heading comes first, also without a visit, and every line ends as RFC 4180 has it', async () => {
  const [heading, ...none] = await csvOf()
  expect(heading).toBe(
    'visit_id,arrived_at,departed_at,has_ended,dwell_seconds,camera_id,camera,kind,person_id,person,visitor_id,visitor,nth_visit\r\n',
  )
  expect(none).toEqual([])
})

test('a visit is a line with times in UTC', async () => {
  const visitor: KeptVisit = { ...VISIT, of: { kind: 'visitor', visitorId: 'v1' }, person: undefined, visitorNumber: 12, nth: 1 }
  const stranger: KeptVisit = { ...VISIT, of: { kind: 'anonymous' }, person: undefined, nth: undefined, hasEnded: false }
  expect((await csvOf(VISIT, visitor, stranger)).slice(1)).toEqual([
    'a,2026-01-15T08:00:00.250Z,2026-01-15T08:01:00.500Z,true,60.25,c1,Door,person,p1,Ana,,,3\r\n',
    'a,2026-01-15T08:00:00.250Z,2026-01-15T08:01:00.500Z,true,60.25,c1,Door,visitor,,,v1,12,1\r\n',
    'a,2026-01-15T08:00:00.250Z,2026-01-15T08:01:00.500Z,false,60.25,c1,Door,anonymous,,,,,\r\n',
  ])
})

test.each([
  ['Ana, "la jefa"', '"Ana, ""la jefa"""'],
  ['two\nlines', '"two\nlines"'],
  ['José Ñandú', 'José Ñandú'],
  ['=HYPERLINK("http://evil","Ana")', '"\'=HYPERLINK(""http://evil"",""Ana"")"'],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['O=1', 'O=1'],
])('%j stays one cell of text', async (name, cell) => {
  expect((await csvOf(named(name)))[1]).toContain(`,person,p1,${cell},`)
})
