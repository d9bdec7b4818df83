// PReLU written as what ONNX Runtime computes many channels of at a time on x86: the same numbers, in a fraction of the time (docs/performance.md).

import { fieldsOf, int, joined, numbersOf, part, text, textOf, type Field } from './protobuf.ts'

/** Field numbers and types of onnx.proto, ONNX 1.16. */
const MODEL = { irVersion: 1, graph: 7 }
const GRAPH = { node: 1, constant: 5 }
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 }
const TENSOR = { dims: 1, type: 2, floats: 4, name: 8, raw: 9 }
const ATTRIBUTE = { name: 1, int: 3, ints: 8, type: 20, isInt: 2, areInts: 7 }
const FLOAT = 1

/** Earlier ones list constants among the inputs. */
const OLDEST_IR = 4
/** Channels are computed by so many (MlasNchwcGetBlockSize, at most); others would be copied to and fro. */
const BLOCK = 16

interface Slopes {
  readonly channels: number
  readonly values: Float32Array
}

/**
 * The model with each `PRelu(x, a)` of one slope a channel as `Relu(x) + (-a) · Relu(-x)`, products by channel being convolutions of one
 * pixel, which ONNX Runtime fuses with the sum. One of the two parts is 0, so nothing is rounded that was not before. All else stays as it is, and so does a
 * model that is none: whoever loads it says so.
 */
export function withoutPrelu(model: Uint8Array): Uint8Array {
  try {
    const fields = [...fieldsOf(model)]
    const irVersion = fields.find(({ number }) => number === MODEL.irVersion)?.value ?? 0
    if (irVersion < OLDEST_IR) return model
    const graph = fields.find(({ number }) => number === MODEL.graph)
    const changed = graph && changeGraph(graph.body)
    return changed ? joined(...fields.map(field => (field === graph ? part(MODEL.graph, ...changed) : field.bytes))) : model
  } catch (error) {
    if (error instanceof RangeError) return model
    throw error
  }
}

/** Undefined: there is nothing to change. */
function changeGraph(graph: Uint8Array): Uint8Array[] | undefined {
  const fields = [...fieldsOf(graph)]
  const nodes = new Map(fields.filter(({ number }) => number === GRAPH.node).map(field => [field, nodeOf(field)]))
  const wanted = new Set([...nodes.values()].flatMap(({ operator, inputs }) => (operator === 'PRelu' ? inputs.slice(1) : [])))
  if (wanted.size === 0) return undefined
  const slopes = new Map(fields.flatMap(field => (field.number === GRAPH.constant ? slopesOf(field.body, wanted) : [])))
  const constants: Uint8Array[] = []
  const changed = fields.flatMap(field => {
    const node = nodes.get(field)
    const of = node?.operator === 'PRelu' ? slopes.get(node.inputs[1]!) : undefined
    if (!node || !of) return [field.bytes]
    const { inputs, outputs } = node
    const written = writePrelu(inputs[0]!, of, outputs[0]!)
    constants.push(...written.constants)
    return written.nodes
  })
  return constants.length > 0 ? [...changed, ...constants] : undefined
}

function nodeOf({ body }: Field) {
  const fields = [...fieldsOf(body)]
  const texts = (wanted: number) => fields.filter(({ number }) => number === wanted).map(field => textOf(field.body))
  return { operator: texts(NODE.operator)[0], inputs: texts(NODE.input), outputs: texts(NODE.output) }
}

/** Of a constant of the wanted names: one float a channel for pictures of any size, as [C, 1, 1]. */
function slopesOf(tensor: Uint8Array, wanted: ReadonlySet<string>): [string, Slopes][] {
  const fields = [...fieldsOf(tensor)]
  const of = (number: number) => fields.filter(field => field.number === number)
  const name = textOf(of(TENSOR.name)[0]?.body ?? new Uint8Array())
  if (!wanted.has(name) || of(TENSOR.type)[0]?.value !== FLOAT) return []
  const dims = of(TENSOR.dims).flatMap(field => [...numbersOf(field)])
  const bytes = of(TENSOR.raw)[0]?.body ?? of(TENSOR.floats)[0]?.body
  const channels = (bytes?.length ?? 0) / Float32Array.BYTES_PER_ELEMENT
  const isOneAChannel = dims.length === 3 && dims[1] === 1 && dims[2] === 1
  if (!bytes || !isOneAChannel || channels === 0 || channels % BLOCK !== 0) return []
  return [[name, { channels, values: new Float32Array(Uint8Array.from(bytes).buffer) }]]
}

function writePrelu(x: string, { channels, values }: Slopes, y: string) {
  const named = (what: string) => `${y}/${what}`
  const ones = new Float32Array(channels).fill(1)
  return {
    constants: [
      constant(
        named('-1'),
        ones.map(one => -one),
      ),
      constant(
        named('-a'),
        values.map(a => -a),
      ),
    ],
    nodes: [
      byChannel(x, named('-1'), channels, named('-x')),
      node('Relu', [named('-x')], named('negative')),
      node('Relu', [x], named('positive')),
      byChannel(named('negative'), named('-a'), channels, named('rest')),
      node('Add', [named('rest'), named('positive')], y),
    ],
  }
}

const byChannel = (x: string, factors: string, channels: number, y: string): Uint8Array =>
  node('Conv', [x, factors], y, [
    part(NODE.attribute, text(ATTRIBUTE.name, 'group'), int(ATTRIBUTE.int, channels), int(ATTRIBUTE.type, ATTRIBUTE.isInt)),
    part(
      NODE.attribute,
      text(ATTRIBUTE.name, 'kernel_shape'),
      int(ATTRIBUTE.ints, 1),
      int(ATTRIBUTE.ints, 1),
      int(ATTRIBUTE.type, ATTRIBUTE.areInts),
    ),
  ])

const node = (operator: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[] = []): Uint8Array =>
  part(
    GRAPH.node,
    ...inputs.map(name => text(NODE.input, name)),
    text(NODE.output, output),
    text(NODE.operator, operator),
    ...attributes,
  )

/** [C, 1, 1, 1]: a convolution of one pixel, each channel by itself. */
const constant = (name: string, values: Float32Array): Uint8Array =>
  part(
    GRAPH.constant,
    ...[values.length, 1, 1, 1].map(size => int(TENSOR.dims, size)),
    int(TENSOR.type, FLOAT),
    text(TENSOR.name, name),
    part(TENSOR.raw, new Uint8Array(values.buffer)),
  )
