// How often the filter finds who comparing with everybody finds: with all photos there are, among as many people as wanted. Times are bench/search.ts's.

import { join } from 'node:path'
import { machine, needs, readOptions, writeJson } from './common.ts'
import { makeCrowd } from './search/crowd.ts'
import { filtered } from './search/ours.ts'
import { realPeople, type Shown } from './search/real-templates.ts'
import { nearestOfAll } from './search/truth.ts'

/** `--only 100000`: among so many. */
const { shared, json, only } = readOptions()
needs(join(shared, 'data/lfw'))
const size = Number(only[0] ?? 1_000_000)
const people = await realPeople(shared)
/** Enrolled with the first photo, and with the last: other rows, other copies, and other photos to search with. */
const crowds: readonly (readonly Shown[])[] = [people, people.map(photos => photos.toReversed())]

let [probes, lost] = [0, 0]
const lostAt: number[] = []
for (const [i, enrolled] of crowds.entries()) {
  const crowd = makeCrowd(enrolled, size, 7 + i)
  const truth = nearestOfAll(crowd, crowd.probes)
  const built = await filtered.build(crowd)
  for (const [k, probe] of crowd.probes.entries()) {
    const row = await built.nearest(probe)
    probes++
    if (row === truth[k]) continue
    const similarityTo = (of: number) =>
      probe.reduce((sum, value, at) => sum + value * crowd.rows[of * crowd.dimensions + at]!, 0)
    // Of equals either is right.
    if (similarityTo(row) >= similarityTo(truth[k]!)) continue
    lost++
    lostAt.push(similarityTo(truth[k]!))
  }
  console.log(JSON.stringify({ size, probes, lost, lostAt }))
}
/** Of none lost the 95 % bound is 3 in so many (Hanley and Lippman-Hand 1983). */
await writeJson(json, { machine: machine(), size, people: people.length, probes, lost, lostAt })
