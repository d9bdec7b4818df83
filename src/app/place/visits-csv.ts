// Visits as a table for spreadsheets and programs: RFC 4180, times in UTC, and no cell that a spreadsheet takes for a formula.

import { dwellSeconds, type KeptVisit } from '../../core/visits.ts'

type Cell = string | number | boolean | undefined

const COLUMNS: readonly (readonly [name: string, cell: (visit: KeptVisit) => Cell])[] = [
  ['visit_id', ({ id }) => id],
  ['arrived_at', ({ arrivedAt }) => arrivedAt.toISOString()],
  ['departed_at', ({ departedAt }) => departedAt.toISOString()],
  ['has_ended', ({ hasEnded }) => hasEnded],
  ['dwell_seconds', dwellSeconds],
  ['camera_id', ({ cameraId }) => cameraId],
  ['camera', ({ cameraName }) => cameraName],
  ['kind', ({ of }) => of.kind],
  ['person_id', ({ of }) => (of.kind === 'person' ? of.personId : undefined)],
  ['person', ({ person }) => person?.name],
  ['visitor_id', ({ of }) => (of.kind === 'visitor' ? of.visitorId : undefined)],
  ['visitor', ({ visitorNumber }) => visitorNumber],
  ['nth_visit', ({ nth }) => nth],
]

/** The heading, then a line each; every line with its end. */
export async function* visitsCsv(visits: AsyncIterable<KeptVisit>): AsyncGenerator<string, void, void> {
  yield lineOf(COLUMNS.map(([name]) => name))
  for await (const visit of visits) yield lineOf(COLUMNS.map(([, cell]) => cell(visit)))
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(toCell).join(',')}\r\n`

function toCell(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell)
  // OWASP, CSV injection: what begins like this is computed by a spreadsheet unless it is said to be text.
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
