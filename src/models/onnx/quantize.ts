// A network's convolutions, sums and PReLUs in whole numbers of eight bits, given how far the values of its channels go. Not how that is measured, nor whether it is worth it.

import { rangesOf, withEvenChannels, type Extents } from './even-channels.ts'
import { withFoldedNorms } from './fold-norms.ts'
import { FLOAT32, floatsOf, intsOf, readModel, writeModel, type Model, type Node } from './graph.ts'
import { WholeNumbers } from './whole-numbers.ts'

/** Weights a channel came with version 10 (QLinearConv). From 7 to 10 only these changed of what networks for faces use. */
const OPSET = 10
const OLDEST_OPSET = 7
const CHANGED = ['Slice', 'Upsample', 'Resize', 'Dropout', 'TopK']
/** For QLinearAdd. */
const MICROSOFT = 'com.microsoft'

/** The network with these tensors among its outputs. */
export function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const model = readModel(bytes)
  return model ? writeModel({ ...model, outputs: [...new Set([...model.outputs, ...names])] }) : bytes
}

/** The tensors whose extents `quantized` needs; none for a network of which nothing can be whole. */
export function tensorsToQuantize(bytes: Uint8Array): readonly string[] {
  const model = quantizable(bytes)
  return model ? tensorsOf(model) : []
}

/**
 * The network in whole numbers: activations 0…255, weights −127…127 with a scale for each output channel, sums of 32 bits, and the last layers, which are small and give the
 * embedding itself, in floats. Undefined where nothing of it can be whole, or an extent is missing.
 */
export function quantized(bytes: Uint8Array, extents: Extents): Uint8Array | undefined {
  const model = quantizable(bytes)
  const wanted = model ? tensorsOf(model) : []
  if (!model || wanted.length === 0 || !wanted.every(name => extents.has(name))) return undefined
  const { model: even, factors } = withEvenChannels(model, extents)
  const { nodes, constants } = write(even, new WholeNumbers(even.constants, rangesOf(extents, factors)))
  const opsets = new Map([...model.opsets, ['', Math.max(OPSET, model.opsets.get('')!)], [MICROSOFT, 1]] as const)
  return writeModel({ ...model, opsets, nodes, constants })
}

function quantizable(bytes: Uint8Array): Model | undefined {
  const model = readModel(bytes)
  const opset = model?.opsets.get('') ?? 0
  const isAlike = opset >= OPSET || (opset >= OLDEST_OPSET && !model?.nodes.some(({ operator }) => CHANGED.includes(operator)))
  return model && isAlike ? withFoldedNorms(model) : undefined
}

function tensorsOf(model: Model): string[] {
  const { isWhole, resultOf } = partsOf(model)
  const read = ({ operator, inputs }: Node) => inputs.slice(0, operator === 'Add' ? 2 : 1)
  return [...new Set(model.nodes.filter(isWhole).flatMap(node => [...read(node), resultOf(node)]))]
}

/** What of a network is computed in whole numbers, and under which name each result goes on. */
function partsOf({ nodes, constants, outputs }: Model) {
  const readers = new Map<string, Node[]>()
  for (const node of nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node])
  const beforeConvolution = new Set<string>()
  for (const node of [...nodes].reverse())
    if (node.operator === 'Conv' || node.outputs.some(name => beforeConvolution.has(name)))
      for (const name of node.inputs) beforeConvolution.add(name)

  /** A ReLU is done by the convolution before it: what is below the zero point cannot be written. */
  function resultOf({ operator, outputs: [output] }: Node): string {
    const [next, ...others] = readers.get(output!) ?? []
    const isOnly = next !== undefined && others.length === 0 && !outputs.includes(output!)
    return operator === 'Conv' && isOnly && next.operator === 'Relu' ? next.outputs[0]! : output!
  }

  const isOf = (name: string | undefined, rank: number) => {
    const constant = name === undefined ? undefined : constants.get(name)
    return constant?.type === FLOAT32 && constant.dims.length === rank
  }

  function isWhole(node: Node): boolean {
    const [x, second, third] = node.inputs
    if (x === undefined || second === undefined || constants.has(x) || !beforeConvolution.has(node.outputs[0]!)) return false
    if (node.operator === 'Conv') return isOf(second, 4) && (third === undefined || isOf(third, 1)) && !intsOf(node, 'auto_pad')
    if (node.operator === 'PRelu')
      return (
        isOf(second, 3) &&
        constants
          .get(second)!
          .dims.slice(1)
          .every(size => size === 1)
      )
    return node.operator === 'Add' && !constants.has(second)
  }
  return { isWhole, resultOf }
}

function write(model: Model, whole: WholeNumbers): Pick<Model, 'nodes' | 'constants'> {
  const { isWhole, resultOf } = partsOf(model)
  const floatsNamed = (name: string) => floatsOf(model.constants.get(name)!)
  const done = new Set<string>()
  for (const node of model.nodes) {
    const [x, second, third] = node.inputs as [string, string, string?]
    if (done.has(node.outputs[0]!)) continue
    const result = resultOf(node)
    done.add(result)
    if (!isWhole(node)) whole.keep(node)
    else if (node.operator === 'PRelu') whole.prelu(x, floatsNamed(second), result)
    else if (node.operator === 'Add') whole.sum(x, second, result)
    else {
      const bias = third === undefined ? undefined : floatsNamed(third)
      whole.convolve(x, { values: floatsNamed(second), dims: model.constants.get(second)!.dims }, bias, result, node.attributes)
    }
  }
  return whole.finish(model.outputs)
}
