// A model as its nodes and constants, read from its bytes and written again. What this does not name stays byte for byte as it was.

import { fieldsOf, int, joined, numbersOf, part, pieces, text, textOf, type Field } from './protobuf.ts'

/** Field numbers and types of onnx.proto, ONNX 1.16. */
const MODEL = { irVersion: 1, graph: 7, opset: 8 }
const OPSET = { domain: 1, version: 2 }
const GRAPH = { node: 1, constant: 5, input: 11, output: 12, shapes: 13 }
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 }
const TENSOR = { dims: 1, type: 2, floats: 4, name: 8, raw: 9 }
const ATTRIBUTE = { name: 1, float: 2, int: 3, ints: 8, type: 20, isInt: 2, areInts: 7 }
const VALUE = { name: 1, type: 2, tensor: 1, elementType: 1 }

export const FLOAT32 = 1
export const UINT8 = 2
export const INT8 = 3
export const INT32 = 6
export const FLOAT16 = 10

/** Earlier ones list constants among the inputs. */
const OLDEST_IR = 4

export interface Node {
  readonly operator: string
  /** Empty for ONNX's own operators. */
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** As messages. */
  readonly attributes: readonly Uint8Array[]
}

export interface Constant {
  readonly dims: readonly number[]
  readonly type: number
  /** Little-endian. */
  readonly raw: Uint8Array
}

export interface Model {
  /** Versions of operators by their domain. */
  readonly opsets: ReadonlyMap<string, number>
  readonly nodes: readonly Node[]
  /** Those that can be read; the others are in `rest`. */
  readonly constants: ReadonlyMap<string, Constant>
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** What is written again as it was: of the model, and of its graph. */
  readonly rest: { readonly model: readonly Uint8Array[]; readonly graph: readonly Uint8Array[] }
}

/** Undefined for what is no model, and for one whose constants are also inputs. */
export function readModel(bytes: Uint8Array): Model | undefined {
  try {
    const fields = [...fieldsOf(bytes)]
    const graph = fields.find(({ number }) => number === MODEL.graph)
    if (!graph || (fields.find(({ number }) => number === MODEL.irVersion)?.value ?? 0) < OLDEST_IR) return undefined
    const parts = [...fieldsOf(graph.body)]
    const named = (wanted: number) => parts.filter(({ number }) => number === wanted)
    const constants = new Map(named(GRAPH.constant).map(field => [field, constantOf(field.body)]))
    return {
      opsets: new Map(fields.filter(({ number }) => number === MODEL.opset).map(opsetOf)),
      nodes: named(GRAPH.node).map(nodeOf),
      constants: new Map([...constants.values()].filter(one => one !== undefined)),
      inputs: named(GRAPH.input).map(nameOf),
      outputs: named(GRAPH.output).map(nameOf),
      rest: {
        model: fields.filter(({ number }) => number !== MODEL.graph && number !== MODEL.opset).map(field => field.bytes),
        graph: parts
          .filter(field => field.number !== GRAPH.node && field.number !== GRAPH.shapes && !constants.get(field))
          .map(field => field.bytes),
      },
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Outputs beyond those that were read are float32. */
export function writeModel({ opsets, nodes, constants, outputs, rest }: Model): Uint8Array {
  const known = new Set(rest.graph.flatMap(bytes => [...fieldsOf(bytes)].filter(f => f.number === GRAPH.output).map(nameOf)))
  return joined(
    ...rest.model,
    ...[...opsets].map(([domain, version]) => part(MODEL.opset, text(OPSET.domain, domain), int(OPSET.version, version))),
    ...pieces(
      MODEL.graph,
      ...nodes.map(writeNode),
      ...[...constants].flatMap(([name, constant]) => writeConstant(name, constant)),
      ...rest.graph,
      ...outputs.filter(name => !known.has(name)).map(writeOutput),
    ),
  )
}

/** Whole numbers of a node's attribute; undefined where it has none of this name. */
export function intsOf(node: Node, name: string): number[] | undefined {
  const fields = attributeOf(node, name)
  return fields?.flatMap(field =>
    field.number === ATTRIBUTE.int || field.number === ATTRIBUTE.ints ? [...numbersOf(field)] : [],
  )
}

export function floatOf(node: Node, name: string): number | undefined {
  const field = attributeOf(node, name)?.find(({ number }) => number === ATTRIBUTE.float)
  return field && new DataView(Uint8Array.from(field.bytes.subarray(-4)).buffer).getFloat32(0, true)
}

const attributeOf = ({ attributes }: Node, name: string): Field[] | undefined =>
  attributes
    .map(message => [...fieldsOf(message)])
    .find(fields => fields.some(f => f.number === ATTRIBUTE.name && textOf(f.body) === name))

/** The node with this attribute, instead of one of the same name. */
export const withInts = (node: Node, name: string, value: number | readonly number[]): Node => ({
  ...node,
  attributes: [
    ...node.attributes.filter(message => !attributeOf({ ...node, attributes: [message] }, name)),
    attribute(name, value),
  ],
})

export const attribute = (name: string, value: number | readonly number[]): Uint8Array =>
  typeof value === 'number'
    ? joined(text(ATTRIBUTE.name, name), int(ATTRIBUTE.int, value), int(ATTRIBUTE.type, ATTRIBUTE.isInt))
    : joined(text(ATTRIBUTE.name, name), ...value.map(v => int(ATTRIBUTE.ints, v)), int(ATTRIBUTE.type, ATTRIBUTE.areInts))

export const floatsOf = ({ raw }: Constant): Float32Array => new Float32Array(Uint8Array.from(raw).buffer)

export const floats = (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Constant => ({
  dims,
  type: FLOAT32,
  raw: new Uint8Array(Float32Array.from(values).buffer),
})

function nodeOf({ body }: Field): Node {
  const fields = [...fieldsOf(body)]
  const texts = (wanted: number) => fields.filter(({ number }) => number === wanted).map(field => textOf(field.body))
  return {
    operator: texts(NODE.operator)[0] ?? '',
    domain: texts(NODE.domain)[0] ?? '',
    inputs: texts(NODE.input),
    outputs: texts(NODE.output),
    attributes: fields.filter(({ number }) => number === NODE.attribute).map(field => field.body),
  }
}

const writeNode = ({ operator, domain, inputs, outputs, attributes }: Node): Uint8Array =>
  part(
    GRAPH.node,
    ...inputs.map(name => text(NODE.input, name)),
    ...outputs.map(name => text(NODE.output, name)),
    text(NODE.operator, operator),
    text(NODE.domain, domain),
    ...attributes.map(message => part(NODE.attribute, message)),
  )

/** Undefined for numbers that are written in another way, or not in this file. */
function constantOf(tensor: Uint8Array): [string, Constant] | undefined {
  const fields = [...fieldsOf(tensor)]
  const of = (number: number) => fields.filter(field => field.number === number)
  const dims = of(TENSOR.dims).flatMap(field => [...numbersOf(field)])
  const packed = of(TENSOR.floats)[0]?.body
  const isWhole = packed?.length === Float32Array.BYTES_PER_ELEMENT * dims.reduce((product, size) => product * size, 1)
  const raw = of(TENSOR.raw)[0]?.body ?? (isWhole ? packed : undefined)
  const name = of(TENSOR.name)[0]
  if (!raw || !name) return undefined
  return [textOf(name.body), { dims, type: of(TENSOR.type)[0]?.value ?? 0, raw }]
}

const writeConstant = (name: string, { dims, type, raw }: Constant): Uint8Array[] =>
  pieces(
    GRAPH.constant,
    ...dims.map(size => int(TENSOR.dims, size)),
    int(TENSOR.type, type),
    text(TENSOR.name, name),
    ...pieces(TENSOR.raw, raw),
  )

const writeOutput = (name: string): Uint8Array =>
  part(GRAPH.output, text(VALUE.name, name), part(VALUE.type, part(VALUE.tensor, int(VALUE.elementType, FLOAT32))))

function opsetOf({ body }: Field): [string, number] {
  const fields = [...fieldsOf(body)]
  const domain = fields.find(({ number }) => number === OPSET.domain)
  return [domain ? textOf(domain.body) : '', fields.find(({ number }) => number === OPSET.version)?.value ?? 0]
}

const nameOf = ({ body }: Field): string => textOf([...fieldsOf(body)].find(({ number }) => number === VALUE.name)!.body)
