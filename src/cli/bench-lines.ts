// What a bench measured, as tables and sentences for a terminal.

import type { BenchFigures, StageFigures } from '../app/bench/bench.ts'
import { EXTRAS, type Extra } from '../app/bench/runs.ts'
import { STAGES, type Stage } from '../app/bench/stage-meter.ts'
import { megabytes, table, type Terminal } from './terminal.ts'
import { plural } from './wording.ts'

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  shrink: 'resize and colour, for the detector',
  track: 'scene cut, motion, tracking',
  detect: 'detect',
  picture: 'whole picture in RGB',
  align: 'crops, alignment, quality',
  secondLook: 'second look',
  landmarks: 'landmarks',
  liveness: 'face or picture of one',
  embed: 'embed',
  decide: 'evidence, search, decision',
}

const EXTRA_WORDS: Readonly<Record<Extra, string>> = {
  draw: 'draw boxes and names, for --save',
  encode: 'encode H.264, for --save',
  jpeg: 'encode JPEG, for the page',
}

const ROLE_WORDS = {
  detect: 'detector',
  secondLook: 'second look',
  landmarks: 'landmarks',
  embed: 'embedder',
  liveness: 'liveness',
} as const

export function benchLines(figures: BenchFigures, colour: Terminal['colour']): string[] {
  const { machine, picture, faces, pack, device, people, memoryMb, start, decoding, live } = figures
  const what = `${picture.width}×${picture.height}, ${plural(figures.frames, 'frame')}`
  return [
    `${what}; pack ${pack} on ${device}, ${plural(people, 'person', 'people')} registered.`,
    `${plural(machine.cores, 'core')} (${machine.processor}), Node ${machine.node}, ${machine.platform}.`,
    '',
    ...numbersRight(stageRows(figures), 1, colour),
    '',
    ...numbersRight(networkRows(figures), 2, colour),
    '',
    live
      ? `The camera sent ${decimal(decoding.framesPerSecond, 1)} frames a second, of which ${decimal(figures.framesPerSecond, 1)} were recognized.`
      : `${decimal(figures.framesPerSecond, 1)} frames a second, ${decimal(decoding.framesPerSecond, 1)} with decoding alone.`,
    `${decimal(faces.perFrame, 1)} faces a frame, ${faces.most} at most; ${decimal(faces.namedPerFrame, 1)} had a name.`,
    `${decimal(figures.cpuMsPerFrame)} ms of CPU a frame, ${decimal(figures.ratioToDecoding, 1)} times what decoding alone takes.`,
    ...floorLines(figures),
    `Memory: ${megabytes(memoryMb.before * 1e6)} with the program loaded, ${megabytes(memoryMb.opened * 1e6)} with networks and people, ${megabytes(memoryMb.peak * 1e6)} at most.`,
    `Start: program loaded after ${seconds(start.loadedMs)}, all opened after ${seconds(start.openedMs)}, first frame recognized after ${seconds(start.firstFrameMs)}, ${
      start.firstNameMs === undefined ? 'nobody was named' : `first name after ${seconds(start.firstNameMs)}`
    }.`,
  ]
}

function stageRows({ stages, decoding, restCpuMs, extras, cpuMsPerFrame, framesPerSecond }: BenchFigures): string[][] {
  const row = (name: string, { cpuMs, clockMs, times, heapBytes, bufferBytes }: StageFigures) => [
    // What is done between the others is not counted.
    ...[name, decimal(cpuMs), decimal(clockMs), times === 0 && cpuMs > 0 ? '' : decimal(times)],
    ...[kilobytes(heapBytes), kilobytes(bufferBytes)],
  ]
  const only = (name: string, cpuMs: number, clockMs?: number) => [
    name,
    decimal(cpuMs),
    ...(clockMs === undefined ? [] : [decimal(clockMs)]),
  ]
  return [
    ['a frame, on average', 'CPU ms', 'clock ms', 'times', 'new heap kB', 'new buffers kB'],
    only('decode', decoding.cpuMsPerFrame, decoding.clockMsPerFrame),
    ...STAGES.map(stage => row(STAGE_WORDS[stage], stages[stage])),
    only('rest: event loop, garbage collection', restCpuMs),
    only('all', cpuMsPerFrame, 1000 / framesPerSecond),
    ...EXTRAS.map(extra => only(`on top, a picture: ${EXTRA_WORDS[extra]}`, extras[extra])),
  ]
}

function networkRows({ networks }: BenchFigures): string[][] {
  return [
    ['network', 'file', 'ms a call', 'CPU ms', 'M multiply-adds', 'GFLOP/s', 'M weights', 'calls a frame'],
    ...networks.map(({ role, file, time, multiplyAdds, uncounted, gigaflops, weights, callsPerFrame }) => [
      ...[ROLE_WORDS[role], file, time ? decimal(time.clockMs) : '–', time ? decimal(time.cpuMs) : '–'],
      ...[`${uncounted > 0 ? '> ' : ''}${decimal(multiplyAdds / 1e6, 1)}`, gigaflops === undefined ? '–' : decimal(gigaflops, 0)],
      ...[decimal(weights / 1e6), decimal(callsPerFrame)],
    ]),
  ]
}

function floorLines({ floor, collections, decoding }: BenchFigures): string[] {
  return [
    `The floor: decoding ${decimal(decoding.cpuMsPerFrame)} ms, and ${decimal(floor.multiplyAdds / 1e6, 1)} million multiply-adds a frame, which take ${decimal(floor.productsMs)} ms at the rate of the quickest network.`,
    `Bytes a frame: ${megabytes(floor.decodedBytes)} decoded, ${megabytes(floor.rgbBytes)} made RGB, ${megabytes(floor.tensorBytes)} given to networks, which read ${megabytes(floor.weightBytes)} of weights; at least ${megabytes(floor.allocatedBytes)} of new memory.`,
    `Garbage collections: ${decimal(collections.perSecond, 1)} a second, ${decimal(collections.msPerFrame)} ms a frame.`,
  ]
}

/** A table whose columns from `first` on end where the longest cell ends. */
function numbersRight(rows: readonly (readonly string[])[], first: number, colour: Terminal['colour']): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return table(
    rows.map(row => row.map((cell, column) => (column < first ? cell : cell.padStart(widths[column]!)))),
    colour,
  )
}

const decimal = (value: number, digits = 2): string => value.toFixed(digits)
const kilobytes = (bytes: number): string => decimal(bytes / 1000, 1)
const seconds = (ms: number): string => `${decimal(ms / 1000)} s`
