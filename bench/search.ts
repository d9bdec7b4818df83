// Measures searching among up to a million templates: ours beside a plain loop, libraries and databases; one row per method and size.

import { loadavg } from 'node:os'
import { join } from 'node:path'
import { machine, needs, printTable, readOptions, writeJson } from './common.ts'
import { makeCrowd } from './search/crowd.ts'
import { inDatabase } from './search/in-database.ts'
import { measure, type SearchRow } from './search/method.ts'
import { exact, filtered, gallery, plainLoop } from './search/ours.ts'
import { areInstalled, peers } from './search/peers.ts'
import { realPeople } from './search/real-templates.ts'
import { nearestOfAll } from './search/truth.ts'

const SIZES = [1000, 10_000, 100_000, 1_000_000] as const
/** Recall among more is bench/recall.ts's. */
const PROBES = 1000

/** `--only 100000`: that size; `--only NAME`: methods whose name has it. */
const { shared, json, only } = readOptions()
needs(join(shared, 'data/lfw'))
const sizes = SIZES.filter(size => !only.some(word => /^\d+$/.test(word)) || only.includes(String(size)))
const words = only.filter(word => !/^\d+$/.test(word))
const all = [plainLoop, exact, filtered, gallery, ...inDatabase, ...(areInstalled() ? peers : [])]
const methods = all.filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
if (!areInstalled()) console.log('Without peers: npm install --prefix bench/search/peers --ignore-scripts adds them.\n')

const people = await realPeople(shared)
const rows: SearchRow[] = []
for (const size of sizes) {
  const crowd = makeCrowd(people, size)
  const truth = nearestOfAll(crowd, crowd.probes.slice(0, PROBES))
  for (const method of methods) {
    const row = await measure(method, crowd, truth)
    rows.push(row)
    console.log(JSON.stringify(row))
  }
}
printTable(
  ['method', 'size', 'cpu ms', 'p50 ms', 'p99 ms', '8 probes ms', 'recall@1', 'probes', 'MB', 'build ms', 'load ms'],
  rows.map(row =>
    row.skipped === undefined
      ? [
          row.method,
          row.size,
          row.cpuMs!,
          row.p50Ms!,
          row.p99Ms!,
          row.batchOf8Ms!,
          row.recallAt1!,
          row.probes!,
          row.memoryMb ?? '–',
          row.buildMs!,
          row.loadMs ?? '–',
        ]
      : [row.method, row.size, '–', '–', '–', '–', '–', '–', '–', '–', row.skipped],
  ),
)
await writeJson(json, { machine: machine(), load: loadavg(), people: people.length, photos: people.flat().length, rows })
