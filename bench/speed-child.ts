// What the speed bench times in a process of its own, on the built code: one mode, one line of JSON. Started by speed.ts.

import { decodeAlone, recognizeAll, recognizeByStages, type Timing } from '../src/app/bench/runs.ts'
import { STAGES, type Spent } from '../src/app/bench/stage-meter.ts'
import { decisionSettings, openRostro, recognizerSettings } from '../src/app/open-rostro.ts'
import { centre } from '../src/core/geometry/box.ts'
import { openSource } from '../src/video/open-source.ts'
import type { NamedFace } from './peers/peer.ts'

export interface SpeedRun extends Timing {
  /** Of all frames. Only of the mode `stages`. */
  readonly stages?: Readonly<Record<string, Spent>>
  /** What each frame was said to show. Only of the mode `names`. */
  readonly seen?: readonly SeenInFrame[]
}

export interface SeenInFrame {
  readonly atMs: number
  readonly faces: readonly NamedFace[]
}

const [mode, clip, home] = process.argv.slice(2) as [string, string, string]
const source = await openSource(clip)
console.log(JSON.stringify(mode === 'decode' ? await decodeAlone(source) : await recognized()))

async function recognized(): Promise<SpeedRun> {
  const rostro = await openRostro({ home, pack: 'mobile', device: 'cpu' })
  const settings = recognizerSettings(decisionSettings())
  try {
    if (mode === 'stages') {
      const { meter, ...timing } = await recognizeByStages(rostro, source, settings)
      return { ...timing, stages: Object.fromEntries(STAGES.map(stage => [stage, meter.spent(stage)])) }
    }
    const seen: SeenInFrame[] = []
    const timing = await recognizeAll(rostro, source, settings, {
      onResult: ({ atMs, faces }) => {
        if (mode !== 'names') return
        seen.push({
          atMs,
          faces: faces.map(({ track, decision }) => ({ ...centre(track.box), name: decision.candidate?.name })),
        })
      },
    })
    return { ...timing, ...(mode === 'names' && { seen }) }
  } finally {
    await rostro.close()
  }
}
