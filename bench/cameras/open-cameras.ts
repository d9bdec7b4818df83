// The clip as any number of RTSP cameras before one built server, and what is measured of them in a while.

import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { startRtspCamera } from '../../test/video/rtsp-camera.ts'
import { round } from '../common.ts'
import { agedFrames, loopDelay, quantiles, ratesOf, readMeter, type CameraRates, type Quantiles } from './meter.ts'
import { onCores } from './on-cores.ts'
import { serve } from './serve.ts'

const WARM_UP_SECONDS = 8
/** Cameras start so far apart, so that not all see the same cut at once. */
const APART_MS = 700

export interface CamerasOptions {
  readonly photos: readonly string[]
  /** H.264 in MP4; played in a loop. */
  readonly clip: string
  readonly framesPerSecond: number
  /** Of each network. */
  readonly threads?: number | undefined
  /** That the server may use, the bench uses the others; 0, the default: all, both. */
  readonly cores?: number
}

export interface MeasuredCameras {
  readonly cameras: number
  /** Of the camera where it is highest. */
  readonly decisionAgeP99Ms: number
  readonly decisionAgeP50Ms: number
  /** Of the camera that gets least. */
  readonly answeredPerSecond: number
  readonly detectedPerSecond: number
  readonly sentPerSecond: number
  /** How late the bench itself sent them, which counts as age: more than a few ms, and the machine had no time for a bench. */
  readonly sentLateMs: Quantiles
  readonly serverCores: number
  readonly mainLoop: ReturnType<typeof loopDelay>
  readonly engineLoop: ReturnType<typeof loopDelay>
  /** Of a process that does nothing. */
  readonly idleLoop: ReturnType<typeof loopDelay>
  readonly rssMb: { readonly start: number; readonly end: number; readonly most: number }
  readonly openFiles: number
  readonly reconnects: number
  readonly loadAverage: number
  readonly each: readonly CameraRates[]
}

export interface Cameras {
  /** Adds cameras until there are so many, lets them settle, and measures. */
  measure(count: number, seconds: number): Promise<MeasuredCameras>
  close(): Promise<void>
}

export async function openCameras({ photos, clip, framesPerSecond, threads, cores = 0 }: CamerasOptions): Promise<Cameras> {
  let sentLateMs: number[] = []
  const onSent = (lateMs: number) => sentLateMs.push(lateMs)
  const camera = await startRtspCamera(clip, () => ({ framesPerSecond, onSent }))
  const serving = await onCores(cores, () => serve(photos, threads))
  const { vitals, meterFile } = serving
  const cameraIds: string[] = []

  const add = async () => {
    const number = cameraIds.length + 1
    cameraIds.push(await serving.addCamera(`Camera ${number}`, `rtsp://127.0.0.1:${camera.port}/${number}`))
    await wait(APART_MS)
  }

  return {
    async measure(count, seconds) {
      while (cameraIds.length < count) await add()
      await wait(WARM_UP_SECONDS * 1000)
      const [fromMs, before] = [now(), await vitals()]
      const rssMb = [before.rssMb]
      sentLateMs = []
      for (let second = 0; second < seconds; second++) {
        await wait(1000)
        rssMb.push((await vitals()).rssMb)
      }
      const [toMs, after] = [now(), await vitals()]
      const sentLate = quantiles(sentLateMs)
      // What was answered in the last second is written down a second later.
      await wait(1500)
      const lines = await readMeter(meterFile)
      const aged = agedFrames(lines, framesPerSecond)
      const window = { fromMs, toMs }
      const each = cameraIds.map(id => ratesOf(aged.get(id) ?? [], window))
      const states = await serving.api('GET /cameras')
      return {
        cameras: cameraIds.length,
        decisionAgeP99Ms: Math.max(...each.map(rates => rates.decisionAgeMs.p99)),
        decisionAgeP50Ms: Math.max(...each.map(rates => rates.decisionAgeMs.p50)),
        answeredPerSecond: Math.min(...each.map(rates => rates.answeredPerSecond)),
        detectedPerSecond: Math.min(...each.map(rates => rates.detectedPerSecond)),
        sentPerSecond: framesPerSecond,
        sentLateMs: sentLate,
        serverCores: round((1000 * (after.cpuSeconds - before.cpuSeconds)) / (toMs - fromMs), 2),
        mainLoop: loopDelay(lines, 'main', window),
        engineLoop: loopDelay(lines, 'worker', window),
        idleLoop: loopDelay(lines, 'idle', window),
        rssMb: { start: round(rssMb[0]!, 0), end: round(rssMb.at(-1)!, 0), most: round(Math.max(...rssMb), 0) },
        openFiles: after.openFiles,
        reconnects: states.reduce((sum, { state }) => sum + state.reconnects, 0),
        loadAverage: round(loadavg()[0]!, 1),
        each,
      }
    },
    async close() {
      await serving.close()
      await camera[Symbol.asyncDispose]()
    },
  }
}

const now = (): number => performance.timeOrigin + performance.now()
