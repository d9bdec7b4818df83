// Several 720p cameras on one server: how often each is answered, how old its frames are by then, and at how many cameras that breaks.

import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startRtspCamera } from '../test/video/rtsp-camera.ts'
import { agedFrames, loopDelay, quantiles, ratesOf, readMeter, type CameraRates } from './cameras/meter.ts'
import { serve, type Serving } from './cameras/serve.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const AIM = { decisionAgeP99Ms: 300, answeredPerSecond: 10 }
const WARM_UP_SECONDS = 8
/** Cameras start so far apart, so that not all see the same cut at once. */
const APART_MS = 700

const { shared, json, threads, numbers } = readOptions({ cameras: 4, seconds: 60, fps: 25, sweep: 0 })
const video = join(shared, 'data/video')
const clip = join(video, 'six-friends.mp4')
needs(clip)
if (!existsSync('/proc/self/stat')) throw new Error('This bench reads /proc and runs on Linux only.')

let sentLateMs: number[] = []
const onSent = (lateMs: number) => sentLateMs.push(lateMs)
const camera = await startRtspCamera(clip, () => ({ framesPerSecond: numbers.fps, onSent }))
const serving = await serve(
  PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`)),
  threads,
)
try {
  console.log(
    `${machine()}; load ${round(loadavg()[0]!, 1)} before the start\n` +
      `six-friends.mp4 (1280×720, H.264) over RTSP at ${numbers.fps} frames a second from each camera, in a loop; pack mobile, six people\n`,
  )
  const cameraIds: string[] = []
  const add = async (count: number) => {
    while (cameraIds.length < count) {
      const name = `Camera ${cameraIds.length + 1}`
      cameraIds.push(await serving.addCamera(name, `rtsp://127.0.0.1:${camera.port}/${cameraIds.length + 1}`))
      await wait(APART_MS)
    }
  }
  await add(numbers.cameras)
  const measured = await measure(serving, cameraIds)
  printOne(measured)
  const sweep = [measured]
  while (cameraIds.length < numbers.sweep && holds(sweep.at(-1)!)) {
    await add(cameraIds.length + 1)
    sweep.push(await measure(serving, cameraIds))
  }
  if (numbers.sweep > 0) printSweep(sweep)
  const breaksAt = sweep.find(step => !holds(step))?.cameras ?? null
  await writeJson(json, { ...measured, ...(numbers.sweep > 0 && { breaksAt, sweep }), machine: machine() })
} finally {
  await serving.close()
  await camera[Symbol.asyncDispose]()
}

type Measured = Awaited<ReturnType<typeof measure>>

async function measure({ api, meterFile, vitals }: Serving, cameraIds: readonly string[]) {
  await wait(WARM_UP_SECONDS * 1000)
  const now = () => performance.timeOrigin + performance.now()
  const [fromMs, before] = [now(), await vitals()]
  const rssMb = [before.rssMb]
  sentLateMs = []
  for (let second = 0; second < numbers.seconds; second++) {
    await wait(1000)
    rssMb.push((await vitals()).rssMb)
  }
  const [toMs, after] = [now(), await vitals()]
  const sentLate = quantiles(sentLateMs)
  // What was answered in the last second is written down a second later.
  await wait(1500)
  const lines = await readMeter(meterFile)
  const aged = agedFrames(lines, numbers.fps)
  const window = { fromMs, toMs }
  const each = cameraIds.map(id => ratesOf(aged.get(id) ?? [], window))
  const states = await api('GET /cameras')
  return {
    cameras: cameraIds.length,
    /** Of the camera where it is highest. */
    decisionAgeP99Ms: Math.max(...each.map(rates => rates.decisionAgeMs.p99)),
    decisionAgeP50Ms: Math.max(...each.map(rates => rates.decisionAgeMs.p50)),
    /** Of the camera that gets least. */
    answeredPerSecond: Math.min(...each.map(rates => rates.answeredPerSecond)),
    detectedPerSecond: Math.min(...each.map(rates => rates.detectedPerSecond)),
    sentPerSecond: numbers.fps,
    /** How late this bench itself sent them, which counts as age: more than a few ms, and the machine had no time for a bench. */
    sentLateMs: sentLate,
    serverCores: round((1000 * (after.cpuSeconds - before.cpuSeconds)) / (toMs - fromMs), 2),
    mainLoop: loopDelay(lines, 'main', window),
    engineLoop: loopDelay(lines, 'worker', window),
    rssMb: { start: round(rssMb[0]!, 0), end: round(rssMb.at(-1)!, 0), most: round(Math.max(...rssMb), 0) },
    openFiles: after.openFiles,
    reconnects: states.reduce((sum, { state }) => sum + state.reconnects, 0),
    loadAverage: round(loadavg()[0]!, 1),
    each,
  }
}

function holds({ decisionAgeP99Ms, answeredPerSecond }: Measured): boolean {
  return decisionAgeP99Ms <= AIM.decisionAgeP99Ms && answeredPerSecond >= Math.min(AIM.answeredPerSecond, numbers.fps * 0.95)
}

function printOne(measured: Measured): void {
  const row = (rates: CameraRates, i: number) => [
    ...[i + 1, rates.answeredPerSecond, rates.detectedPerSecond, rates.dropped, rates.faces],
    ...[rates.decisionAgeMs.p50, rates.decisionAgeMs.p95, rates.decisionAgeMs.p99, rates.sinceDecodedMs.p99],
  ]
  printTable(
    [...['camera', 'answered/s', 'detected/s', 'dropped', 'most faces'], ...['age p50 ms', 'p95', 'p99', 'since decoded p99']],
    measured.each.map(row),
  )
  const { mainLoop, engineLoop, rssMb } = measured
  printTable(
    ['', 'measured', 'aim'],
    [
      ['decision age p99 ms, worst camera', measured.decisionAgeP99Ms, `≤ ${AIM.decisionAgeP99Ms}`],
      ['answered a second, worst camera', measured.answeredPerSecond, `≥ ${AIM.answeredPerSecond}`],
      ['CPU cores of the server', measured.serverCores, ''],
      ['main thread held up, ms, longest', mainLoop.maxMs, '≤ 20'],
      ['main thread held up, ms, p99 of a second', mainLoop.p99Ms, ''],
      ["engine's thread held up, ms, longest", engineLoop.maxMs, ''],
      ['memory MB at start, at the end', `${rssMb.start}, ${rssMb.end}`, ''],
      ['reconnects', measured.reconnects, 0],
      ['pictures sent too late by the bench, p99 ms', measured.sentLateMs.p99, ''],
      ['load of the machine', measured.loadAverage, ''],
    ],
  )
}

function printSweep(sweep: readonly Measured[]): void {
  printTable(
    ['cameras', 'answered/s least', 'most', 'detected/s least', 'dropped %', 'age p50 ms', 'p99', 'cores', 'MB', 'load'],
    sweep.map(step => {
      const answered = step.each.map(rates => rates.answeredPerSecond)
      const dropped = step.each.reduce((sum, rates) => sum + rates.dropped, 0)
      const taken = answered.reduce((sum, rate) => sum + rate, 0) * numbers.seconds
      return [
        ...[step.cameras, Math.min(...answered), Math.max(...answered), step.detectedPerSecond],
        ...[round((100 * dropped) / (dropped + taken), 1), step.decisionAgeP50Ms, step.decisionAgeP99Ms],
        ...[step.serverCores, step.rssMb.end, step.loadAverage],
      ]
    }),
  )
  const broken = sweep.find(step => !holds(step))
  if (!broken) console.log(`It holds with ${sweep.at(-1)!.cameras} cameras, the most that were tried.`)
  else
    console.log(
      `It breaks at ${broken.cameras} cameras: age p99 ${broken.decisionAgeP99Ms} ms, the slowest camera is answered ${broken.answeredPerSecond} times a second.`,
    )
}
