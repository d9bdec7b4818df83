// Writes the nodes of a network in whole numbers of eight bits. Knows the range of each tensor; not which tensors are worth it.

import { attribute, floats, INT32, INT8, UINT8, type Constant, type Model, type Node } from './graph.ts'

/** Activations take all of 0…255, weights −127…127: symmetric, so that no sum needs their zero point. */
const STEPS = 255
const MOST = 127
const MIDDLE = 128

/** How a tensor is written: value = scale · (number − zero point). Source: ONNX operators, QuantizeLinear. */
interface Written {
  readonly name: string
  readonly scale: number
  readonly zeroPoint: number
}

export type Ranges = ReadonlyMap<string, readonly [low: number, high: number]>

export class WholeNumbers {
  readonly #ranges: Ranges
  readonly #constants: Map<string, Constant>
  readonly #nodes: Node[] = []
  readonly #whole = new Map<string, Written>()
  /** Tensors of which there are floats, too. */
  readonly #floats = new Set<string>()

  constructor(constants: ReadonlyMap<string, Constant>, ranges: Ranges) {
    this.#constants = new Map(constants)
    this.#ranges = ranges
  }

  /** A node as it is. */
  keep(node: Node): void {
    for (const name of node.inputs) this.#inFloats(name)
    this.#nodes.push(node)
    for (const name of node.outputs) this.#floats.add(name)
  }

  /** Each output channel's weights have a scale of their own, and biases that of the sums. */
  convolve(
    x: string,
    weights: { readonly values: Float32Array; readonly dims: readonly number[] },
    bias: Float32Array | undefined,
    result: string,
    attributes: readonly Uint8Array[],
  ): void {
    this.#convolve(this.#inWhole(x), weights, bias, this.#as(result), attributes)
  }

  sum(a: string, b: string, result: string): void {
    this.#sum(this.#inWhole(a), this.#inWhole(b), this.#as(result))
  }

  /**
   * x + Relu((a − 1) · x): x where x ≥ 0, else a · x, for all slopes a ≤ 1. With a larger one among the channels the ReLU comes first:
   * x + (1 − a) · Relu(−x).
   */
  prelu(x: string, slopes: Float32Array, result: string): void {
    const [from, to] = [this.#inWhole(x), this.#as(result)]
    const lowest = from.zeroPoint * from.scale
    const rests = slopes.map(a => 1 - a)
    const most = lowest * rests.reduce((so, rest) => Math.max(so, Math.abs(rest)), 0)
    const isConvex = rests.every(rest => rest >= 0)
    if (isConvex) {
      const rest = { name: `${to.name}/rest`, scale: scaleOf(most, STEPS), zeroPoint: 0 }
      this.#byChannel(
        from,
        rests.map(r => -r),
        rest,
      )
      this.#sum(from, rest, to)
      return
    }
    const negative = { name: `${to.name}/negative`, scale: scaleOf(lowest, STEPS), zeroPoint: 0 }
    const rest = { name: `${to.name}/rest`, scale: scaleOf(most, MOST), zeroPoint: MIDDLE }
    this.#byChannel(
      from,
      rests.map(() => -1),
      negative,
    )
    this.#byChannel(negative, rests, rest)
    this.#sum(from, rest, to)
  }

  finish(outputs: readonly string[]): Pick<Model, 'nodes' | 'constants'> {
    for (const name of outputs) this.#inFloats(name)
    const used = new Set(this.#nodes.flatMap(({ inputs }) => inputs))
    return { nodes: this.#nodes, constants: new Map([...this.#constants].filter(([name]) => used.has(name))) }
  }

  #convolve(
    x: Written,
    { values, dims }: { readonly values: Float32Array; readonly dims: readonly number[] },
    bias: Float32Array | undefined,
    y: Written,
    attributes: readonly Uint8Array[],
  ): void {
    const channels = dims[0]!
    const each = values.length / channels
    const scales = new Float32Array(channels)
    const numbers = new Int8Array(values.length)
    for (let c = 0; c < channels; c++) {
      const own = values.subarray(c * each, (c + 1) * each)
      scales[c] = scaleOf(
        own.reduce((most, w) => Math.max(most, Math.abs(w)), 0),
        MOST,
      )
      numbers.set(
        own.map(w => Math.round(w / scales[c]!)),
        c * each,
      )
    }
    const inputs = [
      x.name,
      ...this.#scaleAndZero(x),
      this.#constant(`${y.name}/weights`, { dims, type: INT8, raw: new Uint8Array(numbers.buffer) }),
      this.#constant(`${y.name}/weights/scale`, floats(scales)),
      this.#constant(`${y.name}/weights/zero`, { dims: [channels], type: INT8, raw: new Uint8Array(channels) }),
      ...this.#scaleAndZero(y),
    ]
    if (bias) {
      const sums = Int32Array.from(bias, (b, c) => Math.round(b / (x.scale * scales[c]!)))
      inputs.push(this.#constant(`${y.name}/bias`, { dims: [channels], type: INT32, raw: new Uint8Array(sums.buffer) }))
    }
    this.#add('QLinearConv', inputs, y.name, attributes)
  }

  #byChannel(x: Written, values: Float32Array, y: Written): void {
    const channels = values.length
    const attributes = [attribute('group', channels), attribute('kernel_shape', [1, 1])]
    this.#convolve(x, { values, dims: [channels, 1, 1, 1] }, undefined, y, attributes)
  }

  #sum(a: Written, b: Written, y: Written): void {
    const inputs = [a.name, ...this.#scaleAndZero(a), b.name, ...this.#scaleAndZero(b), ...this.#scaleAndZero(y)]
    this.#add('QLinearAdd', inputs, y.name, [], 'com.microsoft')
  }

  #inWhole(name: string): Written {
    const known = this.#whole.get(name)
    if (known) return known
    const written = this.#as(name)
    this.#add('QuantizeLinear', [name, ...this.#scaleAndZero(written)], written.name)
    return written
  }

  #inFloats(name: string): void {
    const written = this.#whole.get(name)
    if (!written || this.#floats.has(name)) return
    this.#floats.add(name)
    this.#add('DequantizeLinear', [written.name, ...this.#scaleAndZero(written)], name)
  }

  /** How a tensor is going to be written; 0 always is a number of its own. */
  #as(name: string): Written {
    const [low, high] = this.#ranges.get(name) ?? [0, 0]
    const scale = scaleOf(Math.max(0, high) - Math.min(0, low), STEPS)
    const written = { name: `${name}/u8`, scale, zeroPoint: Math.min(STEPS, Math.round(-Math.min(0, low) / scale)) }
    this.#whole.set(name, written)
    return written
  }

  #scaleAndZero({ name, scale, zeroPoint }: Written): [string, string] {
    return [
      this.#constant(`${name}/scale`, floats([scale], [])),
      this.#constant(`${name}/zero`, { dims: [], type: UINT8, raw: Uint8Array.of(zeroPoint) }),
    ]
  }

  #constant(name: string, constant: Constant): string {
    this.#constants.set(name, constant)
    return name
  }

  #add(operator: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[] = [], domain = ''): void {
    this.#nodes.push({ operator, domain, inputs, outputs: [output], attributes })
  }
}

/** One step; where there is nothing to be written any will do. */
const scaleOf = (most: number, steps: number): number => Math.fround(most / steps) || 1
