// PReLU written as what ONNX Runtime computes many channels of at a time on x86: the same numbers, in a fraction of the time (docs/performance.md).

import { attribute, FLOAT32, floats, floatsOf, type Constant, type Model, type Node } from './graph.ts'

/** Channels are computed by so many (MlasNchwcGetBlockSize, at most); others would be copied to and fro. */
const BLOCK = 16

/**
 * The model with each `PRelu(x, a)` of one slope a channel as `Relu(x) + (-a) · Relu(-x)`, products by channel being convolutions of one
 * pixel, which ONNX Runtime fuses with the sum. One of the two parts is 0, so nothing is rounded that was not before. All else stays as it is.
 */
export function withoutPrelu(model: Model): Model {
  const written = new Map(model.nodes.map(node => [node, writePrelu(node, model.constants)]))
  const all = [...written.values()].filter(one => one !== undefined)
  if (all.length === 0) return model
  const nodes = model.nodes.flatMap(node => written.get(node)?.nodes ?? [node])
  return { ...model, nodes, constants: new Map([...model.constants, ...all.flatMap(({ constants }) => constants)]) }
}

/** Undefined for another operator, and for slopes that are not one a channel. */
function writePrelu({ operator, inputs, outputs }: Node, constants: ReadonlyMap<string, Constant>) {
  const a = operator === 'PRelu' ? constants.get(inputs[1]!) : undefined
  const channels = a?.dims[0] ?? 0
  const isOneAChannel = a?.type === FLOAT32 && a.dims.length === 3 && a.dims[1] === 1 && a.dims[2] === 1
  if (!isOneAChannel || channels === 0 || channels % BLOCK !== 0) return undefined
  const [x, y] = [inputs[0]!, outputs[0]!]
  const named = (what: string) => `${y}/${what}`
  const factors = (values: Float32Array) => floats(values, [channels, 1, 1, 1])
  return {
    constants: [
      [named('-1'), factors(new Float32Array(channels).fill(-1))],
      [named('-a'), factors(floatsOf(a).map(slope => -slope))],
    ] as const,
    nodes: [
      byChannel(x, named('-1'), channels, named('-x')),
      node('Relu', [named('-x')], named('negative')),
      node('Relu', [x], named('positive')),
      byChannel(named('negative'), named('-a'), channels, named('rest')),
      node('Add', [named('rest'), named('positive')], y),
    ],
  }
}

const byChannel = (x: string, factors: string, channels: number, y: string): Node =>
  node('Conv', [x, factors], y, [attribute('group', channels), attribute('kernel_shape', [1, 1])])

const node = (operator: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[] = []): Node => ({
  operator,
  domain: '',
  inputs,
  outputs: [output],
  attributes,
})
