// Batch normalisation as part of the convolution before it, or as one of its own: one multiplication and one sum a channel.

import { attribute, floatOf, floats, floatsOf, type Constant, type Model, type Node } from './graph.ts'

/** ONNX's own where a model does not say. */
const EPSILON = 1e-5

/** The same network, but for rounding, without its batch normalisations of pictures; tensors keep their names, but what was between the two is gone. */
export function withFoldedNorms(model: Model): Model {
  const constants = new Map(model.constants)
  const readers = (name: string) => model.nodes.filter(({ inputs }) => inputs.includes(name)).length
  const makers = new Map(model.nodes.map(node => [node.outputs[0]!, node]))
  const replaced = new Map<Node, Node | undefined>()
  for (const norm of model.nodes) {
    const factors = norm.operator === 'BatchNormalization' ? factorsOf(norm, constants) : undefined
    const [x, y] = [norm.inputs[0]!, norm.outputs[0]!]
    const maker = makers.get(x)
    if (!factors || !maker) continue
    const weights = maker.operator === 'Conv' ? constants.get(maker.inputs[1]!) : undefined
    const joins = weights?.dims.length === 4 && readers(x) === 1 && !model.outputs.includes(x)
    if (!joins && maker.operator !== 'Add') continue
    constants.set(`${y}/w`, joins ? scaled(weights, factors.by) : floats(factors.by, [factors.by.length, 1, 1, 1]))
    const bias = joins ? constants.get(maker.inputs[2] ?? '') : undefined
    constants.set(`${y}/b`, bias ? shifted(bias, factors) : floats(factors.plus))
    const alone = [attribute('group', factors.by.length), attribute('kernel_shape', [1, 1])]
    const inputs = [joins ? maker.inputs[0]! : x, `${y}/w`, `${y}/b`]
    replaced.set(norm, { operator: 'Conv', domain: '', inputs, outputs: [y], attributes: joins ? maker.attributes : alone })
    if (joins) replaced.set(maker, undefined)
  }
  const nodes = model.nodes.flatMap(node => (replaced.has(node) ? (replaced.get(node) ?? []) : node))
  return { ...model, nodes, constants }
}

/** y = by · x + plus, of each channel. */
interface Factors {
  readonly by: Float32Array
  readonly plus: Float32Array
}

/** Source: ONNX operators, BatchNormalization, without training. */
function factorsOf(norm: Node, constants: ReadonlyMap<string, Constant>): Factors | undefined {
  const [scale, bias, mean, variance] = norm.inputs.slice(1).map(name => constants.get(name))
  if (!scale || !bias || !mean || !variance || norm.outputs.length > 1) return undefined
  const epsilon = floatOf(norm, 'epsilon') ?? EPSILON
  const variances = floatsOf(variance)
  const by = floatsOf(scale).map((s, c) => s / Math.sqrt(variances[c]! + epsilon))
  const means = floatsOf(mean)
  return { by, plus: floatsOf(bias).map((b, c) => b - by[c]! * means[c]!) }
}

function scaled(weights: Constant, by: Float32Array): Constant {
  const values = floatsOf(weights)
  const each = values.length / by.length
  return floats(
    values.map((w, i) => w * by[Math.floor(i / each)]!),
    weights.dims,
  )
}

const shifted = (bias: Constant, { by, plus }: Factors): Constant => floats(floatsOf(bias).map((b, c) => b * by[c]! + plus[c]!))
