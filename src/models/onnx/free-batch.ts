// A network made for one picture a run as one for any number of them. Knows only operators that keep pictures apart; with any other the model stays as it is.

import { intsOf, readModel, writeModel, type Constant, type Model, type Node } from './graph.ts'
import { fieldsOf, joined, part, text, type Field } from './protobuf.ts'

/** Field numbers of onnx.proto, ONNX 1.16: of the graph, and from its input down to a dimension. */
const GRAPH = { input: 11, output: 12 }
const VALUE = { type: 2, tensor: 1, shape: 2, dimension: 1, size: 1, name: 2 }
const INT64 = 7

const ALIKE_FOR_EACH = new Set([
  ...['Conv', 'BatchNormalization', 'GlobalAveragePool', 'AveragePool', 'MaxPool'],
  ...['Relu', 'PRelu', 'LeakyRelu', 'Clip', 'Sigmoid', 'Identity'],
])
const ELEMENT_BY_ELEMENT = new Set(['Add', 'Sub', 'Mul', 'Div'])
const PRODUCTS = new Set(['Gemm', 'MatMul'])

/** The model with its first dimension free where it was 1, the same numbers for each picture. */
export function withFreeBatch(bytes: Uint8Array): Uint8Array {
  const model = readModel(bytes)
  if (model?.inputs.length !== 1 || model.outputs.length !== 1) return bytes
  const constants = new Map(model.constants)
  const nodes: Node[] = []
  for (const node of model.nodes) {
    const free = node.operator === 'Reshape' ? freeReshape(node, model, constants) : keepsApart(node, model) ? node : undefined
    if (!free) return bytes
    nodes.push(free)
  }
  const graph = model.rest.graph.map(field => freeInput([...fieldsOf(field)][0]!))
  if (graph.includes(undefined)) return bytes
  return writeModel({ ...model, nodes, constants, rest: { ...model.rest, graph: graph.filter(field => field !== undefined) } })
}

function keepsApart(node: Node, { constants }: Model): boolean {
  const { operator, domain, inputs } = node
  const [first = '', second = '', third = ''] = inputs
  if (domain !== '') return false
  if (ALIKE_FOR_EACH.has(operator)) return !constants.has(first)
  if (ELEMENT_BY_ELEMENT.has(operator)) return !(constants.has(first) && constants.has(second)) && inputs.every(isForAll)
  if (operator === 'Flatten') return (intsOf(node, 'axis')?.[0] ?? 1) === 1
  const isTurned = intsOf(node, 'transA')?.[0] === 1
  return (
    PRODUCTS.has(operator) && !constants.has(first) && constants.get(second)?.dims.length === 2 && !isTurned && isForAll(third)
  )

  /** No constant, or one that is added to each picture alike. */
  function isForAll(name: string): boolean {
    const dims = constants.get(name)?.dims ?? []
    return dims[0] === 1 || dims.length < 2 || dims.length === 3
  }
}

/** To one row a picture, into a shape of its own: 0 keeps the dimension that is there. */
function freeReshape(node: Node, { constants }: Model, changed: Map<string, Constant>): Node | undefined {
  const [from = '', shape = ''] = node.inputs
  const constant = constants.get(shape)
  if (constant?.type !== INT64 || constant.dims[0] !== 2 || (intsOf(node, 'allowzero')?.[0] ?? 0) !== 0) return undefined
  const [rows, columns] = new BigInt64Array(Uint8Array.from(constant.raw).buffer)
  if (rows !== 1n && rows !== 0n) return undefined
  const name = `${node.outputs[0]}/free`
  changed.set(name, { ...constant, raw: new Uint8Array(BigInt64Array.of(0n, columns!).buffer) })
  return { ...node, inputs: [from, name] }
}

/** The field of a graph with an input's first dimension free, and nothing of an output: its shape follows. Undefined: the first dimension is not 1. */
function freeInput(field: Field): Uint8Array | undefined {
  if (field.number === GRAPH.output) return new Uint8Array()
  if (field.number !== GRAPH.input) return field.bytes
  const dimensions: Uint8Array[] = []
  const input = changed(field, [VALUE.type, VALUE.tensor, VALUE.shape, VALUE.dimension], dimension => {
    dimensions.push(dimension)
    return text(VALUE.name, 'n')
  })
  const isOne = ({ number, value }: Field) => number === VALUE.size && value === 1
  return dimensions.some(dimension => [...fieldsOf(dimension)].some(isOne)) ? input : undefined
}

/** The message with the first field along this path changed. */
function changed({ number, body }: Field, path: readonly number[], change: (body: Uint8Array) => Uint8Array): Uint8Array {
  const [next, ...others] = path
  if (next === undefined) return part(number, change(body))
  const fields = [...fieldsOf(body)]
  const first = fields.find(field => field.number === next)
  return part(number, joined(...fields.map(field => (field === first ? changed(field, others, change) : field.bytes))))
}
