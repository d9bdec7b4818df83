// How much a network computes for one input: multiply-adds of its convolutions and matrix products, counted from the ONNX graph.

import { fieldsOf, numbersOf, textOf, type Field } from './protobuf.ts'

export interface NetworkWork {
  /** For one input; each is two floating-point operations. What has no products (activations, pooling, resizing) is not counted. */
  readonly multiplyAdds: number
  /** Numbers the products are made with, all of which a run reads. */
  readonly weights: number
  /** Numbers that go in. */
  readonly inputs: number
  /** Products whose size the graph does not tell, because what comes before them is unknown here; they are in neither figure. */
  readonly uncounted: number
}

/** Field numbers of onnx.proto, ONNX 1.16. */
const MODEL = { graph: 7 }
const GRAPH = { node: 1, constant: 5, input: 11 }
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 }
const ATTRIBUTE = { name: 1, int: 3, text: 4, tensor: 5, ints: 8 }
const TENSOR = { dims: 1, name: 8 }

/** Where the weights are among the inputs. Source: operators of ONNX 1.16 and of com.microsoft. */
const CONVOLUTIONS: Readonly<Record<string, number>> = { Conv: 1, ConvInteger: 1, FusedConv: 1, QLinearConv: 3 }
const PRODUCTS: Readonly<Record<string, number>> = {
  ...{ Gemm: 1, MatMul: 1, MatMulInteger: 1, FusedMatMul: 1 },
  ...{ QLinearMatMul: 3, QGemm: 3 },
}
const POOLS = ['MaxPool', 'AveragePool', 'QLinearAveragePool']
const GLOBAL_POOLS = ['GlobalAveragePool', 'GlobalMaxPool', 'QLinearGlobalAveragePool']
/** Whose outputs' sizes are not followed: products after them count by their weights, convolutions are uncounted. */
const UNFOLLOWED = ['Reshape', 'Transpose', 'Slice', 'Gather', 'Shape', 'Resize', 'Upsample', 'Unsqueeze', 'Squeeze', 'Expand']

type Dims = readonly number[]

interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, readonly Field[]>
}

/**
 * @param inputDims of the one input, as in `Session.run`; dimensions that the graph fixes go first
 * @throws RangeError for what is no model
 */
export function networkWork(model: Uint8Array, inputDims: Dims): NetworkWork {
  const graph = only([...fieldsOf(model)], MODEL.graph)
  const fields = graph ? [...fieldsOf(graph.body)] : []
  const dims = new Map<string, Dims>()
  for (const { body } of of(fields, GRAPH.constant)) {
    const tensor = [...fieldsOf(body)]
    dims.set(textOf(only(tensor, TENSOR.name)?.body ?? new Uint8Array()), dimsOf(tensor))
  }
  // Older files list constants among the inputs.
  const inputs = of(fields, GRAPH.input).map(({ body }) => [...fieldsOf(body)])
  const names = inputs.map(input => textOf(only(input, 1)?.body ?? new Uint8Array()))
  const first = names.findIndex(name => !dims.has(name))
  const taken = first < 0 ? inputDims : fixedOr(inputs[first]!, inputDims)
  if (first >= 0) dims.set(names[first]!, taken)

  let [multiplyAdds, weights, uncounted] = [0, 0, 0]
  for (const node of of(fields, GRAPH.node).map(readNode)) {
    const kernel = dims.get(node.inputs[CONVOLUTIONS[node.operator] ?? PRODUCTS[node.operator] ?? -1] ?? '')
    const result = outputDims(node, dims, kernel)
    if (result) dims.set(node.outputs[0]!, result)
    if (!(node.operator in CONVOLUTIONS) && !(node.operator in PRODUCTS)) continue
    const positions = kernel && positionsOf(node, dims, result)
    if (positions === undefined) uncounted++
    else {
      multiplyAdds += positions * product(kernel!)
      weights += product(kernel!)
    }
  }
  return { multiplyAdds, weights, inputs: product(taken), uncounted }
}

/** How often all of the weights are used. */
function positionsOf({ operator, inputs }: Node, dims: ReadonlyMap<string, Dims>, result: Dims | undefined): number | undefined {
  if (operator in CONVOLUTIONS) return result && result[0]! * product(result.slice(2))
  const rows = dims.get(inputs[0]!)
  // A vector where the graph does not tell: that is what the networks of a pack multiply.
  return rows ? product(rows.slice(0, -1)) : 1
}

/** Of the first output; undefined where it is not followed. */
function outputDims(node: Node, dims: ReadonlyMap<string, Dims>, kernel: Dims | undefined): Dims | undefined {
  const { operator, inputs, attributes } = node
  const x = dims.get(inputs[0] ?? '')
  if (operator === 'Constant') return constantDims(attributes)
  if (operator in CONVOLUTIONS) return x && kernel && [x[0]!, kernel[0]!, ...slide(x, node, kernel.slice(2))]
  if (operator in PRODUCTS) {
    const isTransposed = numbers(attributes, 'transB')[0] === 1
    return x && kernel && [...x.slice(0, -1), (isTransposed ? kernel[0] : kernel.at(-1))!]
  }
  if (POOLS.includes(operator)) return x && [x[0]!, x[1]!, ...slide(x, node, numbers(attributes, 'kernel_shape'))]
  if (GLOBAL_POOLS.includes(operator)) return x && [x[0]!, x[1]!, ...x.slice(2).map(() => 1)]
  if (operator === 'Flatten') return x && [x[0]!, product(x.slice(1))]
  if (operator === 'Concat') return joinedDims(node, dims)
  if (UNFOLLOWED.includes(operator)) return undefined
  // One by one: the largest of what is known, as broadcasting has it.
  const known = inputs.flatMap(name => (dims.has(name) ? [dims.get(name)!] : []))
  return known.sort((a, b) => product(b) - product(a))[0]
}

/** Height and width after a window slid over the picture. Source: ONNX operators, Conv and MaxPool. */
function slide(x: Dims, { attributes }: Node, kernel: Dims): number[] {
  const axes = kernel.map((_, axis) => axis)
  const [strides, dilations, pads] = (['strides', 'dilations', 'pads'] as const).map(name => numbers(attributes, name))
  const ceils = numbers(attributes, 'ceil_mode')[0] === 1
  const automatic = attributes.get('auto_pad')?.find(({ number }) => number === ATTRIBUTE.text)
  return axes.map(axis => {
    const [size, stride] = [x[axis + 2] ?? 1, strides![axis] ?? 1]
    if (automatic && textOf(automatic.body).startsWith('SAME')) return Math.ceil(size / stride)
    const padded = size + (pads![axis] ?? 0) + (pads![axis + kernel.length] ?? 0)
    const steps = (padded - (dilations![axis] ?? 1) * (kernel[axis]! - 1) - 1) / stride
    return (ceils ? Math.ceil(steps) : Math.floor(steps)) + 1
  })
}

function joinedDims({ inputs, attributes }: Node, dims: ReadonlyMap<string, Dims>): Dims | undefined {
  const all = inputs.map(name => dims.get(name))
  const axis = numbers(attributes, 'axis')[0] ?? 0
  const one = all[0]
  if (!one || axis >= one.length || all.some(dims => dims === undefined)) return undefined
  return one.map((size, i) => (i === axis ? all.reduce((sum, dims) => sum + (dims![i] ?? 0), 0) : size))
}

function constantDims(attributes: Node['attributes']): Dims | undefined {
  const tensor = attributes.get('value')?.find(({ number }) => number === ATTRIBUTE.tensor)
  return tensor && dimsOf([...fieldsOf(tensor.body)])
}

function readNode({ body }: Field): Node {
  const fields = [...fieldsOf(body)]
  const texts = (number: number) => of(fields, number).map(field => textOf(field.body))
  const attributes = of(fields, NODE.attribute).map(field => {
    const parts = [...fieldsOf(field.body)]
    return [textOf(only(parts, ATTRIBUTE.name)?.body ?? new Uint8Array()), parts] as const
  })
  return {
    operator: texts(NODE.operator)[0] ?? '',
    inputs: texts(NODE.input),
    outputs: texts(NODE.output),
    attributes: new Map(attributes),
  }
}

/** Of a ValueInfo: type (2), tensor (1), shape (2), dimensions (1), each a number (1) or a name. */
function fixedOr(input: readonly Field[], given: Dims): Dims {
  const [type] = of(input, 2)
  const [tensor] = type ? of([...fieldsOf(type.body)], 1) : []
  const [shape] = tensor ? of([...fieldsOf(tensor.body)], 2) : []
  const sizes = shape ? of([...fieldsOf(shape.body)], 1).map(({ body }) => only([...fieldsOf(body)], 1)?.value) : []
  return given.map((size, i) => (sizes[i] === undefined || sizes[i] === 0 ? size : sizes[i]))
}

const of = (fields: readonly Field[], number: number): Field[] => fields.filter(field => field.number === number)
const only = (fields: readonly Field[], number: number): Field | undefined => of(fields, number)[0]
const dimsOf = (tensor: readonly Field[]): Dims => of(tensor, TENSOR.dims).flatMap(field => [...numbersOf(field)])
const product = (dims: Dims): number => dims.reduce((all, size) => all * size, 1)

const numbers = (attributes: Node['attributes'], name: string): readonly number[] =>
  (attributes.get(name) ?? [])
    .filter(({ number }) => number === ATTRIBUTE.ints || number === ATTRIBUTE.int)
    .flatMap(field => [...numbersOf(field)])
