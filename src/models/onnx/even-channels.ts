// Channels made to reach equally far, so that one scale for all of a tensor serves each of them: what a layer's channel is divided by, the next layer's weights are multiplied with.
// Source: Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.1, with measured extents instead of weights.

import { FLOAT32, floats, floatsOf, intsOf, type Constant, type Model, type Node } from './graph.ts'
import type { Ranges } from './whole-numbers.ts'

/** How far the values of each channel of a tensor go, by its name. */
export type Extents = ReadonlyMap<string, { readonly low: Float32Array; readonly high: Float32Array }>

/** A channel that reaches less far than this share of the furthest is treated as if it did. */
const LEAST = 0.02
/** Where a convolution of all channels reads them, its weights pay for what activations gain: half each. Measured, docs/adr/0025. */
const SHARED = 0.5

/** By tensor: what each channel was divided by. */
export type Factors = ReadonlyMap<string, Float32Array>

/** The same network but for rounding. Tensors that ReLUs, PReLUs and sums tie together are divided alike; whatever else reads or makes one leaves it as it is. */
export function withEvenChannels(model: Model, extents: Extents): { readonly model: Model; readonly factors: Factors } {
  const factors = new Map<string, Float32Array>()
  for (const tensors of tiedTensors(model)) {
    const of = factorsOf(tensors, model, extents)
    if (of) for (const name of tensors) factors.set(name, of)
  }
  const constants = new Map(model.constants)
  for (const { operator, inputs, outputs } of model.nodes) {
    if (operator !== 'Conv' || !(factors.has(inputs[0]!) || factors.has(outputs[0]!))) continue
    const [x, weights, bias] = inputs as [string, string, string?]
    const [by, over] = [factors.get(x), factors.get(outputs[0]!)]
    constants.set(weights, evenWeights(constants.get(weights)!, by, over))
    if (bias !== undefined && over) constants.set(bias, floats(floatsOf(constants.get(bias)!).map((b, row) => b / over[row]!)))
  }
  return { model: { ...model, constants }, factors }
}

/** Of whole tensors, once their channels are even. */
export function rangesOf(extents: Extents, factors: Factors): Ranges {
  return new Map(
    [...extents].map(([name, { low, high }]) => {
      const by = factors.get(name)
      const least = low.reduce((so, value, c) => Math.min(so, value / (by?.[c] ?? 1)), 0)
      const most = high.reduce((so, value, c) => Math.max(so, value / (by?.[c] ?? 1)), 0)
      return [name, [least, most]]
    }),
  )
}

function evenWeights(weights: Constant, by: Float32Array | undefined, over: Float32Array | undefined): Constant {
  const values = floatsOf(weights)
  const [rows, columns] = weights.dims as [number, number]
  const each = values.length / rows / columns
  // A convolution of each channel by itself has one column: what goes in is the row's own.
  const isByChannel = columns === 1 && by?.length === rows
  return floats(
    values.map((w, i) => {
      const row = Math.floor(i / each / columns)
      const column = isByChannel ? row : Math.floor(i / each) % columns
      return (w * (by?.[column] ?? 1)) / (over?.[row] ?? 1)
    }),
    weights.dims,
  )
}

/** Tensors whose channels can only be divided together; those that must stay as they are are left out. */
function tiedTensors({ nodes, constants, inputs, outputs }: Model): string[][] {
  const tiedTo = new Map<string, string[]>()
  const fixed = new Set([...inputs, ...outputs])
  const writtenIn = new Map<string, number>()
  for (const node of nodes) for (const name of node.inputs) writtenIn.set(name, (writtenIn.get(name) ?? 0) + 1)
  for (const node of nodes) {
    const tensors = [...node.inputs.filter(name => !constants.has(name)), ...node.outputs]
    if (keepsFactors(node, constants)) for (const name of tensors) tiedTo.set(name, [...(tiedTo.get(name) ?? []), ...tensors])
    else if (!isPlain(node, constants, writtenIn)) for (const name of tensors) fixed.add(name)
    else for (const name of tensors) if (!tiedTo.has(name)) tiedTo.set(name, [])
  }
  const found: string[][] = []
  const seen = new Set<string>()
  for (const name of tiedTo.keys()) {
    if (seen.has(name)) continue
    const group = [name]
    seen.add(name)
    for (const one of group)
      for (const other of tiedTo.get(one) ?? [])
        if (!seen.has(other)) {
          seen.add(other)
          group.push(other)
        }
    if (!group.some(one => fixed.has(one))) found.push(group)
  }
  return found
}

/** f(x / s) = f(x) / s for every s > 0 of a channel. */
const keepsFactors = ({ operator, inputs }: Node, constants: ReadonlyMap<string, Constant>): boolean =>
  operator === 'Relu' || operator === 'PRelu' || (operator === 'Add' && !inputs.some(name => constants.has(name)))

/** All channels together or each by itself, its weights nobody else's. */
function isPlain(node: Node, constants: ReadonlyMap<string, Constant>, writtenIn: ReadonlyMap<string, number>): boolean {
  if (node.operator !== 'Conv') return false
  const [rows, columns] = constants.get(node.inputs[1] ?? '')?.dims ?? []
  const groups = intsOf(node, 'group')?.[0] ?? 1
  const isOwn = (name: string) => constants.get(name)?.type === FLOAT32 && writtenIn.get(name) === 1
  return (groups === 1 || (groups === rows && columns === 1)) && node.inputs.slice(1).every(isOwn)
}

function factorsOf(tensors: readonly string[], { nodes }: Model, extents: Extents): Float32Array | undefined {
  const known = tensors.flatMap(name => extents.get(name) ?? [])
  if (known.length === 0) return undefined
  const reach = new Float32Array(known[0]!.low.length)
  for (const { low, high } of known) for (let c = 0; c < reach.length; c++) reach[c] = Math.max(reach[c]!, high[c]!, -low[c]!)
  const furthest = reach.reduce((most, one) => Math.max(most, one), 0)
  if (furthest === 0) return undefined
  const readers = nodes.filter(({ operator, inputs }) => operator === 'Conv' && tensors.includes(inputs[0]!))
  const power = readers.some(node => (intsOf(node, 'group')?.[0] ?? 1) === 1) ? SHARED : 1
  return reach.map(one => Math.max(one / furthest, LEAST) ** power)
}
