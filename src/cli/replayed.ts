// What a replay found, as a person at a terminal reads it: how many decisions stay, which change, and what to expect.

import { unchanged, type Change, type Redecided, type Replayed } from '../app/replay.ts'
import type { ReplayedClip } from '../app/replay-clip.ts'
import type { Estimate, OperatingPoint } from '../core/types.ts'
import { isChanged, type ClipAnswer } from '../evaluation/clip-differences.ts'
import { clockTime, table, type Terminal } from './terminal.ts'
import { plural } from './wording.ts'

const MAX_ROWS = 20

export interface SideNames {
  readonly before: string
  readonly after: string
}

export function tellReplayed(terminal: Terminal, replayed: Replayed, names: SideNames): void {
  const { events, skipped, changes, counts } = replayed
  const { colour } = terminal
  tellPoints(terminal, replayed, names)
  const decided = events - skipped
  const stay = unchanged(replayed)
  const without = skipped > 0 ? ` ${skipped} more cannot be compared: their evidence was not kept.` : ''
  terminal.print(`${stay} of ${plural(decided, 'past decision')} stay, ${decided - stay} change.${without}`)
  const cells = counts.filter(cell => cell.before !== cell.after || !cell.samePerson).sort((a, b) => b.events - a.events)
  for (const cell of cells) {
    const how = cell.before === 'known' && cell.after === 'known' ? 'known → somebody else' : `${cell.before} → ${cell.after}`
    terminal.print(`  ${String(cell.events).padStart(5)}  ${how}`)
  }
  if (changes.length === 0) return
  const rows = changes.slice(0, MAX_ROWS).map(row)
  for (const line of table([['WHEN', 'WHERE', 'BEFORE', 'AFTER', 'EVENT'], ...rows], colour)) terminal.print(line)
  const more = decided - stay - rows.length
  if (more > 0) terminal.print(`… and ${more} more`)
}

/** What a clip's faces were called with both settings. */
export function tellReplayedClip(terminal: Terminal, { faces, ...points }: ReplayedClip, names: SideNames): void {
  tellPoints(terminal, points, names)
  const changed = faces.filter(isChanged)
  terminal.print(`${faces.length - changed.length} of ${plural(faces.length, 'face')} stay, ${changed.length} change.`)
  if (changed.length === 0) return
  const rows = changed.map(face => [clockTime(face.fromMs), clockTime(face.toMs), answer(face.before), answer(face.after)])
  for (const line of table([['FROM', 'TO', 'BEFORE', 'AFTER'], ...rows], terminal.colour)) terminal.print(line)
}

const answer = (said: ClipAnswer | undefined): string => {
  if (!said) return 'not followed'
  const soon = said.toNameMs === undefined ? '' : `, after ${(said.toNameMs / 1000).toFixed(1)} s`
  return `${said.name ?? said.outcome}${said.similarity === undefined ? '' : ` ${said.similarity.toFixed(2)}`}${soon}`
}

function tellPoints(terminal: Terminal, { before, after }: Pick<Replayed, 'before' | 'after'>, names: SideNames): void {
  const rows = [
    ['', 'THRESHOLD', 'PEOPLE', 'WRONG NAMES', 'NOT RECOGNISED'],
    [names.before, ...pointCells(before)],
    [names.after, ...pointCells(after)],
  ]
  for (const line of table(rows, terminal.colour)) terminal.print(line)
}

const row = ({ event, before, after }: Change): string[] => [
  event.startedAt.toISOString().slice(0, 16).replace('T', ' '),
  event.sourceName,
  inWords(before),
  inWords(after),
  event.id,
]

export const inWords = ({ outcome, person, similarity }: Omit<Redecided, 'reasons'>): string =>
  `${person?.name ?? outcome}${similarity === undefined ? '' : ` ${similarity.toFixed(2)}`}`

const pointCells = ({ threshold, people, fpir, fnir }: OperatingPoint): string[] => [
  threshold.toFixed(3),
  String(people),
  share(fpir),
  share(fnir),
]

/** With its interval. */
const share = (estimate: Estimate | undefined): string =>
  estimate ? `${percent(estimate.value)} (${percent(estimate.low)} – ${percent(estimate.high)})` : 'not measured'

const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`
