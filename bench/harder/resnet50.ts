// The shape of IResNet-50, the embedder of buffalo_l, with weights by chance: as much to compute, and nothing it says means anything.

import { onnxModel, type Constant, type Node } from '../../test/fixtures/onnx.ts'

/** InsightFace, recognition/arcface_torch/backbones/iresnet.py, iresnet50: blocks a stage, and channels. */
const STAGES = [
  { blocks: 3, channels: 64 },
  { blocks: 4, channels: 128 },
  { blocks: 14, channels: 256 },
  { blocks: 3, channels: 512 },
] as const
const SIDE = 112
const DIMENSIONS = 512
/** What a branch adds, of what it is added to: numbers neither vanish nor run away through 24 blocks. */
const GAIN = 0.5

/** As exported by InsightFace: batch normalisation before a block is a node of its own, all else is in the convolutions. */
export function iresnet50(): Uint8Array {
  const constants: Record<string, Constant> = {}
  const nodes: Node[] = []
  const random = numbersByChance(1)

  const weights = (name: string, dims: readonly number[], fanIn: number, gain: number): string => {
    const reach = gain * Math.sqrt(6 / fanIn)
    constants[name] = { dims, data: filled(dims, () => reach * (2 * random() - 1)) }
    return name
  }
  const all = (name: string, dims: readonly number[], value: number): string => {
    constants[name] = { dims, data: filled(dims, () => value) }
    return name
  }
  const add = (op: string, inputs: readonly string[], output: string, attributes?: Node['attributes']): string => {
    nodes.push({ op, inputs, outputs: [output], ...(attributes && { attributes }) })
    return output
  }
  const conv = (x: string, name: string, from: number, to: number, side: number, stride: number, gain: number) =>
    add('Conv', [x, weights(`${name}.w`, [to, from, side, side], from * side * side, gain), all(`${name}.b`, [to], 0)], name, {
      kernel_shape: [side, side],
      strides: [stride, stride],
      pads: Array<number>(4).fill(side >> 1),
    })
  const prelu = (x: string, name: string, channels: number) => add('PRelu', [x, all(`${name}.a`, [channels, 1, 1], 0.25)], name)
  const normalize = (x: string, name: string, channels: number) =>
    add('BatchNormalization', [x, ...([1, 0, 0, 1] as const).map((value, i) => all(`${name}.${i}`, [channels], value))], name)

  let x = prelu(conv('input', 'stem', 3, 64, 3, 1, 1), 'stem.act', 64)
  let from = 64
  for (const [s, { blocks, channels }] of STAGES.entries()) {
    for (let b = 0; b < blocks; b++) {
      const name = `stage${s + 1}.${b}`
      const stride = b === 0 ? 2 : 1
      const shortcut = b === 0 ? conv(x, `${name}.shortcut`, from, channels, 1, stride, 1 / Math.SQRT2) : x
      const normal = normalize(x, `${name}.norm`, from)
      const first = prelu(conv(normal, `${name}.conv1`, from, channels, 3, 1, 1), `${name}.act`, channels)
      const second = conv(first, `${name}.conv2`, channels, channels, 3, stride, GAIN)
      x = add('Add', [second, shortcut], name)
      from = channels
    }
  }
  const last = normalize(x, 'norm', from)
  const flat = add('Flatten', [last], 'flat')
  const inputs = from * (SIDE / 16) ** 2
  add('Gemm', [flat, weights('fc.w', [DIMENSIONS, inputs], inputs, 1), all('fc.b', [DIMENSIONS], 0)], 'output', { transB: 1 })
  return onnxModel({ inputs: { input: ['n', 3, SIDE, SIDE] }, nodes, constants, outputs: ['output'] })
}

function filled(dims: readonly number[], value: () => number): Float32Array {
  const data = new Float32Array(dims.reduce((all, size) => all * size, 1))
  for (let i = 0; i < data.length; i++) data[i] = value()
  return data
}

/** Mulberry32: the same numbers each time. */
function numbersByChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
