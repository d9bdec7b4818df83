// How often a challenge is passed: by pictures and clips that somebody holds up or plays in, and by people willing to do what it asks.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRostro } from '../src/app/open-rostro.ts'
import { createRandom } from '../src/core/random.ts'
import { makeChallenge } from '../src/recognition/challenge/make-challenge.ts'
import { attacks, willingPeople, type Trial } from './challenge/species.ts'
import { heldPhotos, peopleOf, tracksOf, type Material } from './challenge/observed.ts'
import { machine, median, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { clopperPearson } from '../src/evaluation/intervals.ts'

const { shared, json, threads } = readOptions()
needs(join(shared, 'data'))
const folder = await mkdtemp(join(tmpdir(), 'rostro-challenge-'))
const rostro = await openRostro({ people: join(folder, 'people.db'), pack: 'mobile', device: 'cpu', threads: threads ?? 1 })
const { networks } = rostro
const lfw = join(shared, 'data/lfw')
const clips = ['six-friends', 'hamilton', 'crowd'].map(name =>
  tracksOf(name, join(shared, 'data/video', `${name}.mp4`), networks),
)
const material: Material = {
  photos: await heldPhotos(lfw, 30, networks),
  tracks: (await Promise.all(clips)).flat(),
  people: await peopleOf(lfw, 8, networks),
}
await rostro.close()
await rm(folder, { recursive: true, force: true })

const random = createRandom(20261128)
const below = (limit: number): number => Math.floor(random() * limit)
const draw = (colours: boolean) => makeChallenge({ colours }, below)!

const share = (count: number, of: number) => {
  const { low, high } = clopperPearson(count, of)
  return { count, of, share: round(count / of, 4), low: round(low, 4), high: round(high, 4) }
}
const failuresOf = (trials: readonly Trial[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { ended } of trials) {
    const word = ended.state === 'failed' ? ended.failure : 'passed'
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}
const words = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort((a, b) => b[1] - a[1])
    .map(([word, count]) => `${word} ${count}`)
    .join(', ')

const species = attacks(material, draw, random).map(({ name, kind, trials }) => {
  const passed = trials.filter(t => t.ended.state === 'passed').length
  return { name, kind, ...share(passed, trials.length), ended: failuresOf(trials) }
})
const recorded = species.filter(s => s.kind === 'recorded')
const all = share(
  recorded.reduce((sum, s) => sum + s.count, 0),
  recorded.reduce((sum, s) => sum + s.of, 0),
)
const willing = willingPeople(material, draw, random).map(({ name, trials }) => {
  const failed = trials.filter(t => t.ended.state === 'failed').length
  const tookMs = trials.flatMap(({ ended }) => (ended.state === 'passed' ? [ended.tookMs] : []))
  return { name, ...share(failed, trials.length), medianMs: Math.round(median(tookMs)), ended: failuresOf(trials) }
})

console.log(
  `${material.photos.length} photos, ${material.tracks.length} tracks of clips, ${material.people.length} people; ${machine()}\n`,
)
const percent = (value: number) => `${round(100 * value, 2)} %`
printTable(
  ['attack', 'kind', 'passed', 'of', '95 %, up to', 'how it ended'],
  [
    ...species.map(s => [s.name, s.kind, s.count, s.of, percent(s.high), words(s.ended)]),
    ['all recorded', '', all.count, all.of, percent(all.high), ''],
  ],
)
printTable(
  ['willing people', 'failed', 'of', '95 %', 'median ms', 'how it ended'],
  willing.map(w => [w.name, w.count, w.of, `${percent(w.low)}–${percent(w.high)}`, w.medianMs, words(w.ended)]),
)
await writeJson(json, {
  pack: 'mobile',
  material: { photos: material.photos.length, tracks: material.tracks.length, people: material.people.length },
  attacks: species,
  all,
  willing,
})
