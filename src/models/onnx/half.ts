// A network in floats of 16 bits, for GPUs that compute them twice as fast; what goes in and comes out stays float32.

import { attribute, FLOAT16, FLOAT32, floatsOf, readModel, writeModel, type Constant, type Node } from './graph.ts'

/** All their floats are of one type, whichever. Source: ONNX operators. With any other the model stays as it is. */
const OF_ONE_TYPE = new Set([
  ...['Conv', 'Gemm', 'MatMul', 'BatchNormalization', 'Add', 'Sub', 'Mul', 'Div'],
  ...['Relu', 'PRelu', 'LeakyRelu', 'Sigmoid', 'Softmax', 'MaxPool', 'AveragePool', 'GlobalAveragePool'],
  ...['Identity', 'Flatten', 'Reshape', 'Transpose', 'Concat', 'Squeeze', 'Unsqueeze'],
])
/** The largest float of 16 bits. */
const MOST = 65504

/** The same network but for rounding to 11 binary digits; as it is where a weight is too large, or an operator not known to take such floats. */
export function inHalf(bytes: Uint8Array): Uint8Array {
  const model = readModel(bytes)
  const constants = [...(model?.constants ?? [])].map(([name, one]) => [name, halved(one)] as const)
  if (!model?.nodes.every(({ operator }) => OF_ONE_TYPE.has(operator)) || constants.some(([, one]) => !one)) return bytes
  const outside = new Set([...model.inputs, ...model.outputs])
  const within = (name: string) => (outside.has(name) ? `${name}/half` : name)
  const nodes = [
    ...model.inputs.map(name => cast(name, within(name), FLOAT16)),
    ...model.nodes.map(node => ({ ...node, inputs: node.inputs.map(within), outputs: node.outputs.map(within) })),
    ...model.outputs.map(name => cast(within(name), name, FLOAT32)),
  ]
  return writeModel({ ...model, nodes, constants: new Map(constants.flatMap(([name, one]) => (one ? [[name, one]] : []))) })
}

const cast = (from: string, to: string, type: number): Node => ({
  operator: 'Cast',
  domain: '',
  inputs: [from],
  outputs: [to],
  attributes: [attribute('to', type)],
})

/** Undefined for numbers beyond the type. */
function halved(constant: Constant): Constant | undefined {
  if (constant.type !== FLOAT32) return constant
  const values = floatsOf(constant)
  if (!values.every(value => Math.abs(value) <= MOST)) return undefined
  return { dims: constant.dims, type: FLOAT16, raw: new Uint8Array(Uint16Array.from(values, halfOf).buffer) }
}

/** The bits of the nearest float of 16 bits, halves to even (IEEE 754 binary16). Below 2^-14 the exponent stays and digits are lost. */
export function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // The first binary digit of larger ones is not written; here it counts the exponent up by one, as does rounding up to the next power of two.
  return sign + (exponent + 14) * 1024 + roundedToEven(size / 2 ** (exponent - 10))
}

function roundedToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
