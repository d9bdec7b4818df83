// A detector's graph cut before its anchors, which tie it to one size of picture: what is left takes any, and the arithmetic behind it is done for faces only.

import { fieldsOf, int, joined, part, text, textOf, type Field } from './protobuf.ts'

/** Field numbers of onnx.proto, ONNX 1.16. */
const MODEL = { graph: 7 }
const GRAPH = { node: 1, input: 11, output: 12, valueInfo: 13 }
const NODE = { input: 1, output: 2, operator: 4 }
const VALUE = { name: 1, type: 2 }
const FLOAT = 1

/** The outputs of what is cut: a pair of logits and four offsets, for each anchor. */
export const CUT = { logits: 'logits', offsets: 'offsets' } as const

interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
}
type Nodes = ReadonlyMap<string, Node>

/**
 * The model with the outputs of CUT, [1, n, 2] and [1, n, 4], in place of `scores`, their softmax, and `boxes`, which is computed of offsets and
 * anchors; its input then has any height and width. A graph that is made otherwise stays as it is, and so does what is no model.
 */
export function withoutAnchors(model: Uint8Array, outputs: { readonly scores: string; readonly boxes: string }): Uint8Array {
  try {
    const fields = [...fieldsOf(model)]
    const graph = fields.find(({ number }) => number === MODEL.graph)
    const changed = graph && changeGraph(graph.body, outputs)
    return changed ? joined(...fields.map(field => (field === graph ? part(MODEL.graph, ...changed) : field.bytes))) : model
  } catch (error) {
    if (error instanceof RangeError) return model
    throw error
  }
}

/** Undefined: it is made otherwise. */
function changeGraph(graph: Uint8Array, { scores, boxes }: { readonly scores: string; readonly boxes: string }) {
  const fields = [...fieldsOf(graph)]
  const nodeFields = new Map(fields.filter(({ number }) => number === GRAPH.node).map(field => [field, nodeOf(field)]))
  const nodes: Nodes = new Map([...nodeFields.values()].map(node => [node.output, node]))
  const softmax = nodes.get(scores)
  const [logits = ''] = softmax?.operator === 'Softmax' ? softmax.inputs : []
  const isJoint = (name: string) => {
    const { operator, inputs } = nodes.get(name) ?? { operator: '', inputs: [] }
    return operator === 'Concat' && inputs.every(input => nodes.get(input)?.operator === 'Reshape')
  }
  const [offsets, ...others] = [...behind([boxes], nodes, isJoint)].filter(isJoint)
  const input = fields.find(({ number }) => number === GRAPH.input)
  if (!isJoint(logits) || offsets === undefined || others.length > 0 || !input) return undefined
  const wanted = behind([logits, offsets], nodes, () => false)
  const isKept = (field: Field) => {
    const node = nodeFields.get(field)
    // Sizes that a file lists hold for one size of picture.
    const isOfOneSize = [GRAPH.input, GRAPH.output, GRAPH.valueInfo].includes(field.number)
    return node ? wanted.has(node.output) : !isOfOneSize
  }
  return [
    ...fields.filter(isKept).map(({ bytes }) => bytes),
    identity(logits, CUT.logits),
    identity(offsets, CUT.offsets),
    value(GRAPH.input, textOf([...fieldsOf(input.body)].find(({ number }) => number === VALUE.name)!.body), [1, 3, 'h', 'w']),
    value(GRAPH.output, CUT.logits),
    value(GRAPH.output, CUT.offsets),
  ]
}

function nodeOf({ body }: Field): Node & { readonly output: string } {
  const fields = [...fieldsOf(body)]
  const texts = (wanted: number) => fields.filter(({ number }) => number === wanted).map(field => textOf(field.body))
  return { operator: texts(NODE.operator)[0] ?? '', inputs: texts(NODE.input), output: texts(NODE.output)[0] ?? '' }
}

/** These, and all that they are computed of, up to where it is to end. */
function behind(names: readonly string[], nodes: Nodes, isEnd: (name: string) => boolean): Set<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    if (!isEnd(name)) waiting.push(...(nodes.get(name)?.inputs ?? []))
  }
  return found
}

const identity = (from: string, to: string): Uint8Array =>
  part(GRAPH.node, text(NODE.input, from), text(NODE.output, to), text(NODE.operator, 'Identity'))

/** Type (2): tensor (1): element type (1) and shape (2): dimensions (1), each a number (1) or a name (2). */
function value(field: number, name: string, dims?: readonly (number | string)[]): Uint8Array {
  const sizes = dims?.map(size => part(1, typeof size === 'number' ? int(1, size) : text(2, size)))
  const tensor = part(1, int(1, FLOAT), ...(sizes ? [part(2, ...sizes)] : []))
  return part(field, text(VALUE.name, name), part(VALUE.type, tensor))
}
