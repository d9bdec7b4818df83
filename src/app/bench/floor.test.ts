import { expect, test } from 'vitest'
import { frameFloor, networkRows } from './floor.ts'
import type { CallWork, NetworkTimes } from './network-times.ts'
import { STAGES, type Stage } from './stage-meter.ts'

const nothing = { cpuMs: 0, clockMs: 0, times: 0, heapBytes: 0, bufferBytes: 0 }
/** A whole picture each tenth frame, a detection each third, a face each second. */
const stages = {
  ...(Object.fromEntries(STAGES.map(stage => [stage, nothing])) as Record<Stage, typeof nothing>),
  shrink: { ...nothing, times: 1 / 3, bufferBytes: 1000 },
  detect: { ...nothing, times: 1 / 3 },
  picture: { ...nothing, times: 1 / 10, bufferBytes: 2000 },
  embed: { ...nothing, times: 1 / 2, heapBytes: 30 },
}
const call = (role: CallWork['role'], multiplyAdds: number, inputs: number): CallWork => ({
  ...{ role, file: `${role}.onnx`, multiplyAdds, inputs },
  ...{ weights: 100, uncounted: 0, modelBytes: 400, runs: 1 },
})
const work = [call('detect', 60e6, 3000), call('embed', 200e6, 6000)]
const times: NetworkTimes = {
  detect: { clockMs: 6, cpuMs: 3 },
  secondLook: { clockMs: 1, cpuMs: 1 },
  landmarks: undefined,
  embed: { clockMs: 20, cpuMs: 4 },
  liveness: undefined,
}

test('the rate of a network is counted by processor time on the CPU and by the clock on any other device', () => {
  const rates = (device: 'cpu' | 'webgpu') => networkRows(work, times, stages, device).map(({ gigaflops }) => gigaflops)
  expect(rates('cpu')).toEqual([40, 100])
  expect(rates('webgpu')).toEqual([20, 20])
})

test('of several networks that are timed together none has a rate', () => {
  const both = [call('liveness', 1e6, 10), call('liveness', 2e6, 10)]
  const rows = networkRows(both, { ...times, liveness: { clockMs: 1, cpuMs: 1 } }, stages, 'cpu')
  expect(rows.map(({ time, gigaflops }) => [time, gigaflops])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
})

test('the floor is decoding and all products of a frame at the rate of the quickest network', () => {
  const floor = frameFloor({
    picture: { width: 1000, height: 500 },
    detectorSize: { width: 320, height: 160 },
    stages,
    networks: networkRows(work, times, stages, 'cpu'),
    decodeCpuMs: 1.5,
  })
  expect(floor.multiplyAdds).toBeCloseTo(60e6 / 3 + 200e6 / 2)
  expect(floor.productsMs).toBeCloseTo((2 * 120e6) / 100e6)
  expect(floor.cpuMs).toBeCloseTo(1.5 + 2.4)
  expect(floor.decodedBytes).toBe(750_000)
  expect(floor.rgbBytes).toBeCloseTo((320 * 160 * 3) / 3 + (500_000 * 3) / 10)
  expect(floor.tensorBytes).toBeCloseTo(4 * (3000 / 3 + 6000 / 2))
  expect(floor.weightBytes).toBeCloseTo(400 / 3 + 400 / 2)
  expect(floor.allocatedBytes).toBe(3030)
})
