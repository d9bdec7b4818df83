// A measurement as text: the answer, the tables, and what must be known to believe them.

import type { Evaluation } from '../../../evaluation/report/evaluation.ts'
import { table, type Terminal } from '../../terminal.ts'
import { plural } from '../../wording.ts'

export function printEvaluation(terminal: Terminal, evaluation: Evaluation): void {
  const { colour } = terminal
  const { title, summary, tables, leftOut, notCovered, pack, device, on } = evaluation
  terminal.print(colour.bold(title))
  terminal.print('')
  for (const line of summary) terminal.print(line)
  for (const { title: heading, head, rows, note } of tables) {
    terminal.print('')
    terminal.print(colour.bold(heading))
    for (const line of table([head, ...rows.map(row => row.map(String))], colour)) terminal.print(line)
    if (note !== undefined) terminal.print(colour.dim(note))
  }
  terminal.print('')
  const measuredOn = Object.entries(on).map(([what, value]) => `${what} ${value}`)
  terminal.print(`Measured with the pack ${pack} on ${device}: ${measuredOn.join(', ')}.`)
  if (leftOut.length > 0) {
    terminal.print(`Left out: ${plural(leftOut.length, 'entry', 'entries')}.`)
    for (const { what, why } of leftOut.slice(0, MOST_SHOWN)) terminal.print(colour.dim(`  ${what}: ${why}`))
    if (leftOut.length > MOST_SHOWN) terminal.print(colour.dim(`  … and ${leftOut.length - MOST_SHOWN} more; --json lists all.`))
  }
  for (const line of notCovered) terminal.print(colour.dim(`Not covered: ${line}`))
}

const MOST_SHOWN = 10
