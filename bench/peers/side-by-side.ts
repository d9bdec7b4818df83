// Rostro beside its peers: each in fresh processes, in turn with Rostro's, so that what loads the machine loads all of them.

import { readFile } from 'node:fs/promises'
import { parseClipLabels } from '../../src/evaluation/clip-labels.ts'
import { compileBench, runScript } from '../built.ts'
import { median, printTable, round } from '../common.ts'
import type { PeerTiming } from '../peer-child.ts'
import type { Timing } from '../../src/app/bench/runs.ts'
import type { SeenInFrame } from '../speed-child.ts'
import { countNames, type NameCount } from './named-right.ts'
import { PEERS, type PeerName } from './peer.ts'
import { writePictures } from './pictures.ts'

/** Peers look at every eighth frame, because they are slow. Rostro looks at all. */
export const STRIDE = 8
const LABELS = 'bench/truth/six-friends.json'

export type PeerRun = Readonly<Record<PeerName, PeerTiming>>

export interface PeerFigures {
  readonly version: string
  readonly registered: number
  readonly framesPerSecond: number
  readonly cpuMsPerFrame: number
  readonly rssMb: number
  /** Rostro's frames a second, decoding included, over the peer's, decoding not included; median of the ratios of each turn. */
  readonly ratio: number
  /** The peer's CPU time a frame over Rostro's. */
  readonly cpuRatio: number
  readonly names: NameCount
}

export interface SideBySide {
  readonly peers: Readonly<Record<PeerName, PeerFigures>>
  readonly rostro: { readonly names: NameCount; readonly namesOfAllFrames: NameCount }
}

/** One turn: every peer once. `folder` gets some 220 MB of pictures. */
export async function openPeers(folder: string, photos: readonly string[], clip: string): Promise<() => Promise<PeerRun>> {
  const script = await compileBench(['peer-child', 'peers/human', 'peers/face-api', 'peers/peer'])
  await writePictures(folder, photos, clip, STRIDE)
  return async () => {
    const run = (peer: PeerName) => runScript<PeerTiming>(script, [peer, folder])
    return { human: await run('human'), 'face-api': await run('face-api'), 'face-api-ssd': await run('face-api-ssd') }
  }
}

/** @param turns Rostro's and the peers' runs of the same turn; @param seen what Rostro said of every frame */
export async function compareWithPeers(
  turns: readonly { readonly whole: Timing; readonly peers: PeerRun }[],
  seen: readonly SeenInFrame[],
): Promise<SideBySide> {
  const labels = parseClipLabels(await readFile(LABELS, 'utf8'), LABELS)
  const figuresOf = (name: PeerName): PeerFigures => {
    const of = (pick: (run: PeerTiming, whole: Timing) => number, digits: number) =>
      round(median(turns.map(({ whole, peers }) => pick(peers[name], whole))), digits)
    const first = turns[0]!.peers[name]
    return {
      version: first.version,
      registered: first.registered,
      framesPerSecond: of(run => (1000 * run.frames) / run.wallMs, 2),
      cpuMsPerFrame: of(run => run.cpuMs / run.frames, 0),
      rssMb: of(run => run.rssMb, 0),
      ratio: of((run, whole) => run.wallMs / run.frames / (whole.clockMs / whole.frames), 1),
      cpuRatio: of((run, whole) => run.cpuMs / run.frames / (whole.cpuMs / whole.frames), 1),
      names: countNames(first.seen, labels),
    }
  }
  return {
    peers: { human: figuresOf('human'), 'face-api': figuresOf('face-api'), 'face-api-ssd': figuresOf('face-api-ssd') },
    rostro: {
      names: countNames(
        seen.filter((_, i) => i % STRIDE === 0),
        labels,
      ),
      namesOfAllFrames: countNames(seen, labels),
    },
  }
}

export function printSideBySide(
  { peers, rostro }: SideBySide,
  own: { readonly framesPerSecond: number; readonly cpuMsPerFrame: number; readonly rssMb: number },
): void {
  console.log(`Beside Human and face-api: they get every ${STRIDE}th frame, decoded; Rostro decodes and gets all.\n`)
  printTable(
    ['', 'frames a second', 'ratio', 'CPU ms a frame', 'CPU ratio', 'peak MB'],
    [
      ['Rostro', own.framesPerSecond, 1, own.cpuMsPerFrame, 1, own.rssMb],
      ...PEERS.map(name => {
        const { version, framesPerSecond, ratio, cpuMsPerFrame, cpuRatio, rssMb } = peers[name]
        return [`${name} ${version}`, framesPerSecond, ratio, cpuMsPerFrame, cpuRatio, rssMb]
      }),
    ],
  )
  const row = (who: string, { frames, faces, toBeNamed, right, wrong, unnamed, notFound }: NameCount) =>
    [who, frames, faces, toBeNamed, right, wrong, unnamed, notFound] as const
  printTable(
    ['', 'frames', 'faces', 'to be named', 'right', 'wrong', 'unnamed', 'not found'],
    [
      row('Rostro', rostro.names),
      ...PEERS.map(name => row(name, peers[name].names)),
      row('Rostro, all frames', rostro.namesOfAllFrames),
    ],
  )
}
