// What the speed bench times in a process of its own, on the built code: one mode, one line of JSON. Started by speed.ts.

import { setTimeout as delay } from 'node:timers/promises'
import { decisionSettings, openRostro, recognizerSettings, type Rostro } from '../src/app/open-rostro.ts'
import { watch } from '../src/app/watch.ts'
import { centre } from '../src/core/geometry/box.ts'
import type { Frame, Source } from '../src/core/ports.ts'
import { openSource } from '../src/video/open-source.ts'
import type { NamedFace } from './peers/peer.ts'
import { StageMeter, STAGES } from './stage-meter.ts'

export interface Timing {
  readonly frames: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMb: number
  /** CPU milliseconds of all frames. Only of the mode `stages`. */
  readonly stages?: Readonly<Record<string, number>>
  /** What each frame was said to show. Only of the mode `names`. */
  readonly seen?: readonly SeenInFrame[]
}

export interface SeenInFrame {
  readonly atMs: number
  readonly faces: readonly NamedFace[]
}

/** A recording decodes ahead in the background: so long after a frame came, that is done and out of the figures. */
const SETTLE_MS = 15

const [mode, clip, home] = process.argv.slice(2) as [string, string, string]
const source = await openSource(clip)
const seen: SeenInFrame[] = []
const timing = mode === 'decode' ? await timed(() => decodeOnly(source)) : await recognized()
console.log(JSON.stringify({ ...timing, ...(mode === 'names' && { seen }) } satisfies Timing))

async function recognized(): Promise<Timing> {
  const rostro = await openRostro({ home, pack: 'mobile', device: 'cpu' })
  const meter = new StageMeter()
  const timing =
    mode === 'stages'
      ? await timed(() =>
          drain({ ...rostro, networks: { ...rostro.networks, ...meter.networks(rostro.networks) } }, metered(source, meter)),
        )
      : await timed(() => drain(rostro, source))
  meter.switchTo(undefined)
  await rostro.close()
  return { ...timing, stages: Object.fromEntries(STAGES.map(stage => [stage, meter.milliseconds(stage)])) }
}

async function drain(rostro: Rostro, from: Source): Promise<number> {
  let frames = 0
  for await (const { frame, result } of watch(rostro, from, recognizerSettings(decisionSettings({})))) {
    if (!frame) continue
    frames++
    if (mode === 'names')
      seen.push({
        atMs: result.atMs,
        faces: result.faces.map(({ track, decision }) => ({ ...centre(track.box), name: decision.candidate?.name })),
      })
  }
  return frames
}

async function decodeOnly(from: Source): Promise<number> {
  let frames = 0
  for await (const frame of from.frames()) {
    frame.close()
    frames++
  }
  return frames
}

async function timed(work: () => Promise<number>): Promise<Timing> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const frames = await work()
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { frames, wallMs, cpuMs: (user + system) / 1000, rssMb: (process.resourceUsage().maxRSS * 1024) / 1e6 }
}

function metered(from: Source, meter: StageMeter): Source {
  return {
    ...from,
    async *frames(signal?: AbortSignal): AsyncGenerator<Frame, void, void> {
      for await (const frame of from.frames(signal)) {
        await delay(SETTLE_MS)
        meter.switchTo('track')
        yield meter.frame(frame)
        meter.switchTo(undefined)
      }
    },
  }
}
