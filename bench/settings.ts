// The choices made by measuring: the clips again with one setting changed at a time, what it costs and what it gains.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { followClip } from '../src/app/evaluation/follow-clip.ts'
import { decisionSettings, recognizerSettings } from '../src/app/open-rostro.ts'
import type { RecognizerSettings } from '../src/recognition/recognizer.ts'
import { parseClipLabels } from '../src/evaluation/clip-labels.ts'
import { scoreClip } from '../src/evaluation/clip-tracks.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { openWith } from './enrol-photos.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross'].map(name => `six-friends-faces/${name}.png`)
const MUSICIANS = ['lin-manuel-miranda.png', 'alex-lacamoire.png']
/** One frame of a clip of 24 frames a second, in whole milliseconds. */
const FRAME_MS = 42

const labelsOf = (name: string) => parseClipLabels(readFileSync(`bench/truth/${name}.json`, 'utf8'), name)
const [SIX_FRIENDS, HAMILTON] = [labelsOf('six-friends'), labelsOf('hamilton')]

const { shared, json, threads, only } = readOptions()
const video = join(shared, 'data/video')
needs(video)

type Change = Partial<
  Pick<RecognizerSettings, 'detectEveryMs' | 'tracker' | 'minFrames' | 'minWeight' | 'minMargin' | 'threshold'>
>
const CHANGES: readonly (readonly [name: string, Change])[] = [
  ['as it is', {}],
  ...[1, 2, 4, 5].map(n => [`detect every ${n === 1 ? '' : `${n}th `}frame of 24 fps`, { detectEveryMs: n * FRAME_MS }] as const),
  ...[300, 1500].map(ms => [`tracks lost after ${ms} ms`, { tracker: { maxGapMs: ms } }] as const),
  ...[1, 3].map(n => [`${n} sightings before a look`, { tracker: { minHits: n } }] as const),
  ...[0.5, 0.9].map(score => [`tracks start at score ${score}`, { tracker: { startScore: score } }] as const),
  ...[1, 5].map(n => [`at least ${n} frames of evidence`, { minFrames: n, minWeight: n * 33 }] as const),
  ...[0, 0.1].map(margin => [`margin ${margin}`, { minMargin: margin }] as const),
  ...[0.4, 0.45, 0.55].map(threshold => [`threshold ${threshold}`, { threshold }] as const),
]

console.log(`Settings on the clips, rule fusion, pack mobile, ${machine()}\n`)
const rostro = await openWith(
  PEOPLE.map(photo => join(video, photo)),
  threads,
)
const musicians = await openWith(
  MUSICIANS.map(photo => join(video, photo)),
  threads,
)
const results = []
for (const [name, change] of CHANGES)
  if (only.length === 0 || only.some(part => name.includes(part))) results.push(await measure(name, change))
await rostro.close()
await musicians.close()

printTable(
  [
    'setting',
    'tracks',
    'right',
    'wrong',
    'undecided',
    'false',
    'switches',
    'people named',
    'to name ms',
    'CPU ms/frame',
    'crowd tracks',
    'crowd named',
    'hamilton wrong ms',
  ],
  results.map(r => [
    r.name,
    r.tracks,
    r.count.right,
    r.count.wrong,
    r.count.undecided + r.count.unknown,
    r.count.nobody,
    r.identitySwitches,
    `${r.named}/${r.toBeNamed}`,
    round(r.medianToNameMs ?? NaN, 0),
    r.cpuMsPerFrame,
    r.crowd.tracks,
    r.crowd.named,
    r.hamiltonWrongMs,
  ]),
)
await writeJson(json, { machine: machine(), results })

async function measure(name: string, change: Change) {
  const settings = { ...recognizerSettings(decisionSettings({})), ...change }
  const before = process.cpuUsage()
  const story = await followClip(rostro, join(video, 'six-friends.mp4'), settings)
  const { user, system } = process.cpuUsage(before)
  const crowd = await followClip(rostro, join(video, 'crowd.mp4'), settings)
  const hamilton = scoreClip(await followClip(musicians, join(video, 'hamilton.mp4'), settings), HAMILTON)
  const { tracks, ...score } = scoreClip(story, SIX_FRIENDS)
  return {
    name,
    change,
    ...score,
    tracks: tracks.length,
    cpuMsPerFrame: round((user + system) / 1000 / story.frames, 1),
    crowd: { tracks: crowd.tracks.length, named: crowd.tracks.filter(t => t.seen.some(s => s.name !== undefined)).length },
    hamiltonWrongMs: round(
      hamilton.tracks.reduce((sum, t) => sum + t.wrongMs, 0),
      0,
    ),
  }
}
