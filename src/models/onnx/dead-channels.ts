// Channels that training left without weight taken out of a network: what they carry is nothing, and costs as much as the others.

import { FLOAT32, floats, floatsOf, intsOf, withInts, type Constant, type Model, type Node } from './graph.ts'

/** Weights below this are none: times any activation and summed up, they vanish in a float32's rounding. What decays in training ends at 1e-30. */
const NOTHING = 1e-12
/** Channels are computed by so many (MlasNchwcGetBlockSize, at most); fewer cost as much as all. */
const BLOCK = 16

/** What lies between two convolutions of all channels: activations, and convolutions of each channel by itself. */
interface Passage {
  readonly from: Node
  readonly between: readonly Node[]
  readonly to: Node
}

/** The same network, but for rounding in the last bit, without the channels that carry nothing from one convolution to the next. */
export function withoutDeadChannels(model: Model): Model {
  const constants = new Map(model.constants)
  const replaced = new Map<Node, Node>()
  let isChanged = false
  for (const passage of passagesOf(model)) {
    const alive = aliveOf(passage, constants)
    if (!alive) continue
    isChanged = true
    for (const node of [passage.from, ...passage.between]) {
      for (const name of node.inputs.slice(1)) constants.set(name, rowsOf(constants.get(name)!, alive))
      if (node.operator === 'Conv' && node !== passage.from) replaced.set(node, withInts(node, 'group', alive.length))
    }
    const weights = passage.to.inputs[1]!
    constants.set(weights, columnsOf(constants.get(weights)!, alive))
  }
  return isChanged ? { ...model, constants, nodes: model.nodes.map(node => replaced.get(node) ?? node) } : model
}

function passagesOf({ nodes, constants, outputs }: Model): Passage[] {
  const readers = new Map<string, Node[]>()
  for (const node of nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node])

  /** Of floats that no other node reads, with so many rows. */
  const isOwn = (name: string, rows: number, rank: number) => {
    const constant = constants.get(name)
    return (
      constant?.type === FLOAT32 && constant.dims.length === rank && constant.dims[0] === rows && readers.get(name)?.length === 1
    )
  }
  const rowsOfConv = (node: Node, groups: number) => {
    const dims = constants.get(node.inputs[1] ?? '')?.dims
    const [rows] = dims ?? []
    const isSo =
      node.operator === 'Conv' && rows !== undefined && dims?.length === 4 && (intsOf(node, 'group')?.[0] ?? 1) === groups
    const isItsOwn = isSo && node.inputs.slice(1).every((name, i) => isOwn(name, rows, i === 0 ? 4 : 1))
    return isItsOwn ? rows : undefined
  }
  const keepsChannels = (node: Node, channels: number) =>
    node.operator === 'Relu' ||
    (node.operator === 'PRelu' && isOwn(node.inputs[1]!, channels, 3)) ||
    (channels > 1 && rowsOfConv(node, channels) === channels)

  function passageFrom(from: Node): Passage[] {
    const channels = rowsOfConv(from, 1)
    if (channels === undefined) return []
    const between: Node[] = []
    for (let last = from; ;) {
      const output = last.outputs[0]!
      const [next, ...others] = readers.get(output) ?? []
      if (!next || others.length > 0 || outputs.includes(output) || next.inputs[0] !== output) return []
      if (rowsOfConv(next, 1) !== undefined) return [{ from, between, to: next }]
      if (!keepsChannels(next, channels)) return []
      between.push(next)
      last = next
    }
  }
  return nodes.flatMap(passageFrom)
}

/** Channels to keep, in their order; undefined where that saves nothing. */
function aliveOf({ from, between, to }: Passage, constants: ReadonlyMap<string, Constant>): number[] | undefined {
  const channels = constants.get(from.inputs[1]!)!.dims[0]!
  let carries = new Array<boolean>(channels).fill(true)
  for (const { inputs } of [from, ...between].filter(({ operator }) => operator === 'Conv')) {
    const [weighs, shifts] = inputs.slice(1).map(name => weighingRows(constants.get(name)!))
    carries = carries.map((carried, c) => (carried && weighs![c]!) || shifts?.[c] === true)
  }
  const heard = weighingColumns(constants.get(to.inputs[1]!)!)
  const isAlive = (c: number) => carries[c]! && heard[c]!
  const all = [...carries.keys()]
  const count = all.filter(isAlive).length
  const kept = Math.max(BLOCK, Math.ceil(count / BLOCK) * BLOCK)
  if (kept >= channels) return undefined
  const filling = new Set(all.filter(c => !isAlive(c)).slice(0, kept - count))
  return all.filter(c => isAlive(c) || filling.has(c))
}

const weighs = (value: number): boolean => Math.abs(value) >= NOTHING

function weighingRows(constant: Constant): boolean[] {
  const values = floatsOf(constant)
  const rows = constant.dims[0]!
  const each = values.length / rows
  return Array.from({ length: rows }, (_, row) => values.subarray(row * each, (row + 1) * each).some(weighs))
}

function weighingColumns(constant: Constant): boolean[] {
  const values = floatsOf(constant)
  const [rows, columns] = constant.dims as [number, number]
  const each = values.length / rows / columns
  const start = (row: number, column: number) => (row * columns + column) * each
  const isHeard = (row: number, column: number) => values.subarray(start(row, column), start(row, column + 1)).some(weighs)
  return Array.from({ length: columns }, (_, column) => {
    for (let row = 0; row < rows; row++) if (isHeard(row, column)) return true
    return false
  })
}

function rowsOf(constant: Constant, rows: readonly number[]): Constant {
  const values = floatsOf(constant)
  const [before, ...rest] = constant.dims as [number, ...number[]]
  const each = values.length / before
  const kept = new Float32Array(rows.length * each)
  for (const [i, row] of rows.entries()) kept.set(values.subarray(row * each, (row + 1) * each), i * each)
  return floats(kept, [rows.length, ...rest])
}

function columnsOf(constant: Constant, columns: readonly number[]): Constant {
  const values = floatsOf(constant)
  const [rows, before, ...rest] = constant.dims as [number, number, ...number[]]
  const each = values.length / rows / before
  const kept = new Float32Array(rows * columns.length * each)
  for (let row = 0; row < rows; row++)
    for (const [i, column] of columns.entries()) {
      const start = (row * before + column) * each
      kept.set(values.subarray(start, start + each), (row * columns.length + i) * each)
    }
  return floats(kept, [rows, columns.length, ...rest])
}
