// A process of its own that runs each model file on the CPU and on WebGPU, and prints how alike their outputs are: node --import tsx webgpu-child.ts FILES
// Vulkan reads its environment when a process starts.

import { isSharedHere, readShared } from '../fixtures/shared.ts'
import { resize } from '../../src/core/image/resize.ts'
import { withFreeBatch } from '../../src/models/onnx/free-batch.ts'
import { openModelCache } from '../../src/models/packs/model-cache.ts'
import { openSession, type Tensor } from '../../src/models/session.ts'
import { TEST_HOME } from '../fixtures/mobile-pack.ts'

console.log(JSON.stringify(await compare(process.argv.slice(2))))

async function compare(names: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const cache = openModelCache({ home: TEST_HOME })
  const alike: Record<string, number> = {}
  for (const name of names) {
    const model = await cache.readModel('mobile', name)
    const [cpu, gpu] = await Promise.all([
      openSession(model, { device: 'cpu', threads: 1 }),
      openSession(model, { device: 'webgpu', threads: 1 }),
    ])
    const input = await pictureFor(cpu.inputDims.map(size => size ?? 1))
    const [expected, found] = [await cpu.run(input), await gpu.run(input)]
    for (const output of cpu.outputNames) alike[`${name} ${output}`] = cosine(expected[output]!.data, found[output]!.data)
    await Promise.all([cpu.close(), gpu.close()])
  }
  alike['two together'] = await compareTwo(
    await cache.readModel(
      'mobile',
      names.find(name => name.includes('landmark'))!,
    ),
  )
  return alike
}

/** Two pictures in one run on WebGPU, and one by one on the CPU. */
async function compareTwo(model: Uint8Array): Promise<number> {
  const [cpu, gpu] = [
    await openSession(model, { device: 'cpu', threads: 1 }),
    await openSession(withFreeBatch(model), { device: 'webgpu', threads: 1 }),
  ]
  const { data, dims } = await pictureFor(cpu.inputDims.map(size => size ?? 1))
  const other = data.map(value => -value)
  const output = cpu.outputNames[0]!
  const alone = [await cpu.run({ data, dims }), await cpu.run({ data: other, dims })].flatMap(found => [...found[output]!.data])
  const together = await gpu.run({ data: Float32Array.of(...data, ...other), dims: [2, ...dims.slice(1)] })
  await Promise.all([cpu.close(), gpu.close()])
  return cosine(Float32Array.from(alone), together[output]!.data)
}

/** A group of people where there is one, and waves where not. */
async function pictureFor(dims: readonly number[]): Promise<Tensor> {
  const [, channels, height, width] = dims as [number, number, number, number]
  const plane = width * height
  const photo = isSharedHere ? resize(await readShared('group/bbt1.jpg'), width, height).data : undefined
  const value = (i: number, c: number) => (photo ? (photo[i * 3 + c]! - 127) / 128 : Math.sin(i / 7 + c))
  return { data: Float32Array.from({ length: channels * plane }, (_, i) => value(i % plane, Math.floor(i / plane))), dims }
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
