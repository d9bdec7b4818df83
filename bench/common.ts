// What all benches share: where the data lie, options, tables, JSON.

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** The folder with `data/` and `models/`; not part of the repository. */
  readonly shared: string
  /** Where to write the figures as JSON. */
  readonly json: string | undefined
  readonly threads: number | undefined
  /** Further `--only NAME` words: parts of the bench to run. */
  readonly only: readonly string[]
}

/**
 * `--json FILE`, `--shared DIR` (or ROSTRO_BENCH_DATA), `--threads N`, `--only PART`.
 * @param numbers further options of one bench, with what they are when not given
 */
export function readOptions<Name extends string = never>(
  numbers: Readonly<Record<Name, number>> = {} as Record<Name, number>,
): BenchOptions & { readonly numbers: Readonly<Record<Name, number>> } {
  const own = Object.keys(numbers) as Name[]
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(own.map(name => [name, { type: 'string' as const }])),
      json: { type: 'string' },
      shared: { type: 'string', default: process.env['ROSTRO_BENCH_DATA'] ?? '../shared' },
      threads: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const threads = values.threads === undefined ? undefined : Number(values.threads)
  const given = values as Readonly<Record<string, unknown>>
  return {
    ...{ shared: resolve(values.shared), json: values.json, threads, only: values.only },
    numbers: Object.fromEntries(own.map(name => [name, Number(given[name] ?? numbers[name])])) as Record<Name, number>,
  }
}

/** Ends the bench without a failure when what it measures on is not on this machine. */
export function needs(path: string): void {
  if (existsSync(path)) return
  console.log(`Skipped: ${path} is not on this machine. Give the folder with --shared DIR.`)
  process.exit(0)
}

export const machine = (): string =>
  `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${process.platform} ${process.arch}`

export type Row = readonly (string | number)[]

/** Columns aligned, numbers to the right. */
export function printTable(head: readonly string[], rows: readonly Row[]): void {
  const cells = rows.map(row => row.map(String))
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map(row => row[i]?.length ?? 0)))
  const line = (row: readonly string[], right: (i: number) => boolean) =>
    row
      .map((cell, i) => (right(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  const numeric = head.map(
    (_, i) => rows.length > 0 && rows.every(row => typeof row[i] === 'number' || /^[-–\d]/.test(String(row[i]))),
  )
  console.log(line(head, i => numeric[i]!))
  console.log(widths.map(width => '-'.repeat(width)).join('  '))
  for (const row of cells) console.log(line(row, i => numeric[i]!))
  console.log()
}

export async function writeJson(file: string | undefined, figures: unknown): Promise<void> {
  if (file === undefined) return
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`)
  console.log(`Figures written to ${file}`)
}

export const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** @param share 0–1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
