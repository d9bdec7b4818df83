// Which columns are sealed, whose key seals them and what they are bound to; seals rows on their way in and opens them on their way out.

import { crc32 } from 'node:zlib'
import type { Place } from '../sealing/envelope.ts'
import type { Seals, Vault } from '../sealing/vault.ts'
import { bytesOf } from './rows.ts'
import { SECRETS } from './sql.ts'

type Row = Readonly<Record<string, unknown>>

interface Sealing {
  /** Columns that say which row it is, and that it is bound to. */
  readonly row: readonly string[]
  readonly owner: (row: Row) => string
  /** Columns that tell it from all others where those do not. */
  readonly key?: readonly string[]
  readonly text?: readonly string[]
  readonly bytes?: readonly string[]
  /** Whether it has a template: turned, sealed, and bound to its space. */
  readonly template?: true
}

const of =
  (kind: 'person' | 'event' | 'visit', column: string) =>
  (row: Row): string =>
    `${kind} ${String(row[column])}`

/** Some milliseconds' worth: a gallery of 100,000 is opened while others are served. */
const OPENED_AT_ONCE = 200

/** The order in which they are converted. */
export const SEALED = {
  people: { row: ['id'], owner: of('person', 'id'), text: ['name'] },
  consents: { row: ['person_id', 'given_at'], key: ['sequence'], owner: of('person', 'person_id'), text: ['text'] },
  refs: { row: ['id'], owner: of('person', 'person_id'), text: ['source'], bytes: ['crop'], template: true },
  reference_templates: { row: ['reference_id', 'space'], owner: of('person', 'person_id'), template: true },
  shots: { row: ['event_id'], owner: of('event', 'event_id'), bytes: ['crop'], template: true },
  shot_templates: { row: ['event_id', 'space'], owner: of('event', 'event_id'), template: true },
  // The face is the event's; whom it is refused for it is bound to.
  refusals: { row: ['person_id', 'event_id', 'space'], key: ['sequence'], owner: of('event', 'event_id'), template: true },
  visit_faces: { row: ['visit_id'], owner: of('visit', 'visit_id'), bytes: ['crop'], template: true },
  door_factors: { row: ['id'], owner: of('person', 'person_id'), text: ['secret'] },
  cameras: { row: ['id'], owner: () => SECRETS, text: ['address'] },
  doors: { row: ['id'], owner: () => SECRETS, text: ['body'] },
  alert_targets: { row: ['id'], owner: () => SECRETS, text: ['body'] },
  alert_rules: { row: ['id'], owner: () => SECRETS, text: ['body'] },
  notices: { row: ['id'], owner: () => SECRETS, text: ['body'] },
} as const satisfies Readonly<Record<string, Sealing>>

export type SealedTable = keyof typeof SEALED

interface Sealed {
  readonly vault: Vault
}

/**
 * The row as it is kept. To be called inside the transaction that writes it.
 * @param beside columns that say where it belongs and are not among those written
 */
export async function sealRow<R extends object>({ vault }: Sealed, table: SealedTable, row: R, beside: Row = {}): Promise<R> {
  if (!vault.seals) return row
  const whole = { ...beside, ...row }
  const seals = await vault.sealing([SEALED[table].owner(whole)])
  return { ...row, ...sealedColumns(vault, seals, table, whole) }
}

/** The rows as they were given, of whatever columns were read; undefined where one is not what was sealed in its place. */
export async function openRows<R extends object>(
  { vault }: Sealed,
  table: SealedTable,
  rows: readonly R[],
): Promise<readonly (R | undefined)[]> {
  if (!vault.seals) return rows
  const opened: (R | undefined)[] = []
  for (let start = 0; start < rows.length; start += OPENED_AT_ONCE) {
    if (start > 0) await new Promise(setImmediate)
    const part = rows.slice(start, start + OPENED_AT_ONCE)
    const seals = await vault.opening(part.map(row => SEALED[table].owner(row as Row)))
    for (const row of part) {
      const columns = openedColumns(vault, seals, table, row as Row)
      opened.push(columns && { ...row, ...columns })
    }
  }
  return opened
}

export async function openRow<R extends object>(db: Sealed, table: SealedTable, row: R | undefined): Promise<R | undefined> {
  return row && (await openRows(db, table, [row]))[0]
}

/** What changes in a sealed row when columns change that it is bound to. A row that does not open stays as it is, and damaged. */
export async function resealedColumns({ vault }: Sealed, table: SealedTable, before: Row, change: Row): Promise<Row> {
  if (!vault.seals) return {}
  const after = { ...before, ...change }
  const { owner } = SEALED[table]
  const [opening, sealing] = [await vault.opening([owner(before)]), await vault.sealing([owner(after)])]
  const plain = keptColumns(opening, 'open', table, before)
  return plain ? keptColumns(sealing, 'seal', table, { ...after, ...plain })! : {}
}

/** The columns of a plain row, as this vault keeps them. */
export function sealedColumns(vault: Vault, seals: Seals, table: SealedTable, row: Row): Row {
  const turned = { ...row }
  const marks: { vector_crc?: number } = {}
  if ('vector' in row) {
    const bytes = vault.turn(vectorOf(row['vector']))
    turned['vector'] = bytes
    marks.vector_crc = vault.mark(bytes)
  }
  return { ...keptColumns(seals, 'seal', table, turned), ...marks }
}

/** The plain columns of a kept row. */
export function openedColumns(vault: Vault, seals: Seals, table: SealedTable, row: Row): Row | undefined {
  const columns = keptColumns(seals, 'open', table, row)
  if (!columns || !('vector' in columns)) return columns
  const vector = bytesOfVector(vault.turnBack(columns['vector'] as Uint8Array))
  return { ...columns, vector, vector_crc: crc32(vector) }
}

/** Templates stay turned. */
function keptColumns(seals: Seals, how: 'seal' | 'open', table: SealedTable, row: Row): Row | undefined {
  const sealing: Sealing = SEALED[table]
  const columns: Record<string, unknown> = {}
  const place = (column: string): Place => ({
    table,
    column,
    row: sealing.row.map(name => String(row[name])).join(' '),
    owner: sealing.owner(row),
    ...(column === 'vector' && { bound: String(row['space']) }),
  })
  const [ofText, ofBytes] = how === 'seal' ? (['sealText', 'seal'] as const) : (['openText', 'open'] as const)
  for (const column of sealing.text ?? []) {
    if (column in row) columns[column] = seals[ofText](place(column), row[column] as string)
  }
  for (const column of [...(sealing.bytes ?? []), ...(sealing.template ? ['vector'] : [])]) {
    if (column in row) columns[column] = seals[ofBytes](place(column), bytesOf(row[column] as Uint8Array))
  }
  return Object.values(columns).includes(undefined) ? undefined : columns
}

const vectorOf = (bytes: unknown): Float32Array => new Float32Array(bytesOf(bytes as Uint8Array).slice().buffer)

const bytesOfVector = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
