// The clips of the development data through the whole pipeline: who was named, by each rule, and what was named wrongly.

import { join } from 'node:path'
import { decisionSettings, recognizerSettings } from '../src/app/open-rostro.ts'
import { RULES } from '../src/recognition/evidence.ts'
import { isFace } from '../src/recognition/examine.ts'
import { findFaces } from '../src/recognition/find-faces.ts'
import { openSource } from '../src/video/open-source.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { followClip, openWith, type ClipStory } from './follow-clip.ts'
import { scoreClip, type TrackScore } from './score-clip.ts'
import { HAMILTON, SIX_FRIENDS } from './truth.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const MUSICIANS = ['lin-manuel-miranda', 'alex-lacamoire']

const { shared, json, threads } = readOptions()
const video = join(shared, 'data/video')
needs(video)

console.log(`Clips, pack mobile, ${machine()}\n`)
const figures = { sixFriends: await sixFriends(), hamilton: await hamilton() }
await writeJson(json, { machine: machine(), pack: 'mobile', ...figures })

async function sixFriends() {
  const rostro = await openWith(
    PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`)),
    threads,
  )
  const rules = []
  for (const rule of RULES) {
    const settings = recognizerSettings(decisionSettings({ rule }))
    const score = scoreClip(await followClip(rostro, join(video, 'six-friends.mp4'), settings), SIX_FRIENDS)
    const crowd = await followClip(rostro, join(video, 'crowd.mp4'), settings)
    rules.push({ rule, score, crowd: { tracks: crowd.tracks.length, named: namedTracks(crowd) } })
  }
  await rostro.close()

  console.log('six-friends.mp4, six people enrolled with one photo each')
  printTable(
    [
      'rule',
      'tracks',
      'right',
      'wrong',
      'undecided',
      'unknown',
      'false tracks',
      'identity switches',
      'frontal people named',
      'to first name ms',
    ],
    rules.map(({ rule, score: { tracks, count, ...s } }) => [
      rule,
      tracks.length,
      count.right,
      count.wrong,
      count.undecided,
      count.unknown,
      count.nobody,
      s.identitySwitches,
      `${s.named} of ${s.toBeNamed}`,
      round(s.medianToNameMs, 0),
    ]),
  )
  console.log('Its tracks by the rule fusion')
  printTracks(rules[0]!.score.tracks)
  console.log('crowd.mp4, the same six enrolled: nobody of them is there')
  printTable(
    ['rule', 'tracks', 'named'],
    rules.map(({ rule, crowd }) => [rule, crowd.tracks, crowd.named]),
  )
  return rules
}

async function hamilton() {
  const rostro = await openWith(
    MUSICIANS.map(name => join(video, `${name}.png`)),
    threads,
  )
  const clip = join(video, 'hamilton.mp4')
  const story = await followClip(rostro, clip, recognizerSettings(decisionSettings({})))
  const score = scoreClip(story, HAMILTON)
  console.log('hamilton.mp4, two people enrolled with one photo each')
  printTracks(score.tracks)
  const nearest = await nearestFaces(rostro, clip)
  console.log('The most similar single face of any frame, tracked or not (every 5th frame looked at whole and in tiles)')
  printTable(
    ['person', 'similarity', 'at s', 'face height px', 'quality', 'reasons'],
    nearest.map(n => [
      n.name,
      round(n.similarity, 2),
      round(n.atMs / 1000, 2),
      round(n.heightPx, 0),
      round(n.quality, 0),
      n.reasons.join(', '),
    ]),
  )
  await rostro.close()
  return { score, nearest }
}

/** For each enrolled person the face of the clip that looks most like them, however poor it is. */
async function nearestFaces({ networks, gallery }: Awaited<ReturnType<typeof openWith>>, clip: string) {
  const best = new Map<
    string,
    { name: string; similarity: number; atMs: number; heightPx: number; quality: number; reasons: readonly string[] }
  >()
  for await (const frame of (await openSource(clip)).frames()) {
    if (frame.index % 5 === 0) {
      for (const face of (await findFaces(await frame.image(), networks)).filter(isFace)) {
        for (const { name, similarity } of gallery.byMean(face.template, 5)) {
          if (similarity <= (best.get(name)?.similarity ?? -1)) continue
          const { quality, detection } = face
          best.set(name, {
            name,
            similarity,
            atMs: frame.atMs,
            heightPx: detection.box.height,
            quality: quality.value,
            reasons: quality.reasons,
          })
        }
      }
    }
    frame.close()
  }
  return [...best.values()]
}

function printTracks(tracks: readonly TrackScore[]): void {
  printTable(
    ['track', 'from s', 'to s', 'is', 'verdict', 'named', 'highest similarity', 'to name ms', 'wrongly named ms'],
    tracks.map(t => [
      t.id,
      (t.fromMs / 1000).toFixed(1),
      (t.toMs / 1000).toFixed(1),
      t.truth?.name ?? 'nobody enrolled',
      t.verdict,
      t.names.join(', '),
      t.similarity?.toFixed(2) ?? '–',
      t.toNameMs?.toFixed(0) ?? '–',
      round(t.wrongMs, 0),
    ]),
  )
}

function namedTracks({ tracks }: ClipStory): number {
  return tracks.filter(({ seen }) => seen.some(s => s.name !== undefined)).length
}
