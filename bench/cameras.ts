// Several 720p cameras on one server: how often each is answered, how old its frames are by then, and at how many cameras that breaks.

import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { CameraRates } from './cameras/meter.ts'
import { openCameras, type MeasuredCameras } from './cameras/open-cameras.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const AIM = { decisionAgeP99Ms: 300, answeredPerSecond: 10 }

const { shared, json, threads, numbers } = readOptions({ cameras: 4, seconds: 60, fps: 25, sweep: 0, cores: 0 })
const video = join(shared, 'data/video')
const clip = join(video, 'six-friends.mp4')
needs(clip)
if (!existsSync('/proc/self/stat')) throw new Error('This bench reads /proc and runs on Linux only.')

// Asked before the cores are shared out.
const on = machine()
const cameras = await openCameras({
  photos: PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`)),
  clip,
  framesPerSecond: numbers.fps,
  threads,
  cores: numbers.cores,
})
try {
  console.log(
    `${on}; load ${round(loadavg()[0]!, 1)} before the start\n` +
      `six-friends.mp4 (1280×720, H.264) over RTSP at ${numbers.fps} frames a second from each camera, in a loop; pack mobile, six people` +
      `${numbers.cores > 0 ? `; the server on ${numbers.cores} of the cores only` : ''}\n`,
  )
  const measured = await cameras.measure(numbers.cameras, numbers.seconds)
  printOne(measured)
  const sweep = [measured]
  for (let count = numbers.cameras + 1; count <= numbers.sweep && holds(sweep.at(-1)!); count++)
    sweep.push(await cameras.measure(count, numbers.seconds))
  if (numbers.sweep > 0) printSweep(sweep)
  const breaksAt = sweep.find(step => !holds(step))?.cameras ?? null
  await writeJson(json, { ...measured, ...(numbers.sweep > 0 && { breaksAt, sweep }), cores: numbers.cores, machine: on })
} finally {
  await cameras.close()
}

function holds({ decisionAgeP99Ms, answeredPerSecond }: MeasuredCameras): boolean {
  return decisionAgeP99Ms <= AIM.decisionAgeP99Ms && answeredPerSecond >= Math.min(AIM.answeredPerSecond, numbers.fps * 0.95)
}

function printOne(measured: MeasuredCameras): void {
  const row = (rates: CameraRates, i: number) => [
    ...[i + 1, rates.answeredPerSecond, rates.detectedPerSecond, rates.dropped, rates.faces],
    ...[rates.decisionAgeMs.p50, rates.decisionAgeMs.p95, rates.decisionAgeMs.p99, rates.sinceDecodedMs.p99],
  ]
  printTable(
    [...['camera', 'answered/s', 'detected/s', 'dropped', 'most faces'], ...['age p50 ms', 'p95', 'p99', 'since decoded p99']],
    measured.each.map(row),
  )
  const { mainLoop, engineLoop, idleLoop, rssMb } = measured
  printTable(
    ['', 'measured', 'aim'],
    [
      ['decision age p99 ms, worst camera', measured.decisionAgeP99Ms, `≤ ${AIM.decisionAgeP99Ms}`],
      ['answered a second, worst camera', measured.answeredPerSecond, `≥ ${AIM.answeredPerSecond}`],
      ['CPU cores of the server', measured.serverCores, ''],
      ['main thread held up, ms, longest', mainLoop.maxMs, '≤ 20'],
      ['main thread at work without a pause, ms, longest', mainLoop.ranMaxMs, '≤ 20'],
      ['main thread held up, ms, p99 of a second', mainLoop.p99Ms, ''],
      ["engine's thread held up, ms, longest", engineLoop.maxMs, ''],
      ['a process that does nothing held up, ms, longest', idleLoop.maxMs, ''],
      ['memory MB at start, at the end', `${rssMb.start}, ${rssMb.end}`, ''],
      ['reconnects', measured.reconnects, 0],
      ['pictures sent too late by the bench, p99 ms', measured.sentLateMs.p99, ''],
      ['load of the machine', measured.loadAverage, ''],
    ],
  )
}

function printSweep(sweep: readonly MeasuredCameras[]): void {
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
