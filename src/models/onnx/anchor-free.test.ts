import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph, type Node } from '../../../test/fixtures/onnx.ts'
import { ultraface } from '../networks/ultraface.ts'
import { openSession } from '../session.ts'
import { CUT, withoutAnchors } from './anchor-free.ts'

const OUTPUTS = { scores: 'scores', boxes: 'boxes' }
/** Pixels of the picture that one cell covers, and how many numbers each has. */
const STRIDES = [8, 16, 32, 64]
const ANCHORS = [3, 2, 2, 3]
const INPUT = { width: 64, height: 128 }

/** Per scale a convolution, whose numbers become a row an anchor; like UltraFace, but for what is before. */
function head(kind: string, numbers: number, scale: number): Node[] {
  const name = (what: string) => `${kind} ${what} ${scale}`
  const stride = STRIDES[scale]!
  const conv = { kernel_shape: [stride, stride], strides: [stride, stride] }
  return [
    { op: 'Conv', inputs: ['input', name('weights')], outputs: [name('map')], attributes: conv },
    { op: 'Transpose', inputs: [name('map')], outputs: [name('cells')], attributes: { perm: [0, 2, 3, 1] } },
    { op: 'Reshape', inputs: [name('cells'), `${numbers} a row`], outputs: [name('rows')] },
  ]
}

const joint = (kind: string): Node => ({
  op: 'Concat',
  inputs: STRIDES.map((_, scale) => `${kind} rows ${scale}`),
  outputs: [kind],
  attributes: { axis: 1 },
})

const weights = (numbers: number) =>
  STRIDES.map((stride, scale) => {
    const dims = [numbers * ANCHORS[scale]!, 3, stride, stride]
    const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 1.3 + scale) / stride)
    return { dims, data }
  })

/** Centres of all cells and sizes of all anchors, in 0–1 of INPUT. */
function anchors() {
  const sides = [
    [10, 16, 24],
    [32, 48],
    [64, 96],
    [128, 192, 256],
  ]
  const rows = STRIDES.flatMap((stride, scale) => {
    const [columns, lines] = [INPUT.width / stride, INPUT.height / stride]
    return Array.from({ length: columns * lines }, (_, cell) =>
      sides[scale]!.map(side => ({
        centre: [((cell % columns) + 0.5) / columns, (Math.floor(cell / columns) + 0.5) / lines],
        size: [Math.min(1, side / INPUT.width), Math.min(1, side / INPUT.height)],
      })),
    ).flat()
  })
  const pack = (values: number[]) => ({ dims: [1, rows.length, 2], data: Float32Array.from(values) })
  return { centres: pack(rows.flatMap(r => r.centre)), sizes: pack(rows.flatMap(r => r.size)) }
}

function detector(): Graph {
  const { centres, sizes } = anchors()
  const one = (value: number) => ({ dims: [1], data: Float32Array.of(value) })
  const rows = (numbers: number) => ({ dims: [3], data: BigInt64Array.of(1n, -1n, BigInt(numbers)) })
  const ends = (name: string, values: bigint[]) => ({ [name]: { dims: [values.length], data: BigInt64Array.from(values) } })
  const slice = (from: string, begin: string, end: string, to: string): Node => ({
    op: 'Slice',
    inputs: [from, begin, end, 'last axis'],
    outputs: [to],
  })
  const op = (operator: string, inputs: string[], output: string): Node => ({ op: operator, inputs, outputs: [output] })
  return {
    inputs: { input: [1, 3, INPUT.height, INPUT.width] },
    constants: {
      ...Object.fromEntries(weights(2).map((tensor, scale) => [`pairs weights ${scale}`, tensor])),
      ...Object.fromEntries(weights(4).map((tensor, scale) => [`moves weights ${scale}`, tensor])),
      ...{ '2 a row': rows(2), '4 a row': rows(4), centres, sizes },
      ...{ 'centre variance': one(0.1), 'size variance': one(0.2), half: one(0.5) },
      ...{ ...ends('0', [0n]), ...ends('2', [2n]), ...ends('4', [4n]), ...ends('last axis', [2n]) },
    },
    nodes: [
      ...STRIDES.flatMap((_, scale) => [...head('pairs', 2, scale), ...head('moves', 4, scale)]),
      ...[joint('pairs'), joint('moves')],
      { op: 'Softmax', inputs: ['pairs'], outputs: ['scores'], attributes: { axis: 2 } },
      ...[slice('moves', '0', '2', 'by'), slice('moves', '2', '4', 'grown')],
      ...[
        op('Mul', ['by', 'centre variance'], 'step'),
        op('Mul', ['step', 'sizes'], 'moved'),
        op('Add', ['moved', 'centres'], 'middle'),
      ],
      ...[
        op('Mul', ['grown', 'size variance'], 'scaled'),
        op('Exp', ['scaled'], 'factor'),
        op('Mul', ['factor', 'sizes'], 'whole'),
      ],
      ...[op('Mul', ['whole', 'half'], 'reach'), op('Sub', ['middle', 'reach'], 'begin'), op('Add', ['middle', 'reach'], 'end')],
      { op: 'Concat', inputs: ['begin', 'end'], outputs: ['boxes'], attributes: { axis: 2 } },
    ],
    outputs: ['scores', 'boxes'],
  }
}

async function run(model: Uint8Array, { width, height } = INPUT) {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => 2 * ((i * 0.754877666) % 1) - ((i * 0.569840291) % 1))
  return { session, outputs: await session.run({ data, dims: [1, 3, height, width] }) }
}

test('a detector cut before its anchors finds the same faces', async () => {
  const whole = await run(onnxModel(detector()))
  const cut = await run(withoutAnchors(onnxModel(detector()), OUTPUTS))
  expect(cut.session.outputNames).toEqual([CUT.logits, CUT.offsets])
  const [expected, found] = [whole, cut].map(({ outputs }) => ultraface.decode(outputs, INPUT, 0.6))
  expect(found!.length).toBeGreaterThan(20)
  expect(found!.length).toBe(expected!.length)
  for (const [i, { box, detectionScore }] of found!.entries()) {
    expect(detectionScore).toBeCloseTo(expected![i]!.detectionScore, 5)
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(box[side]).toBeCloseTo(expected![i]!.box[side], 2)
  }
})

test('and takes a picture of another size', async () => {
  const { session, outputs } = await run(withoutAnchors(onnxModel(detector()), OUTPUTS), { width: 128, height: 64 })
  expect(session.inputDims).toEqual([1, 3, undefined, undefined])
  expect(outputs[CUT.offsets]!.dims).toEqual([1, 16 * 8 * 3 + 8 * 4 * 2 + 4 * 2 * 2 + 2 * 3, 4])
})

test.each([
  [
    'whose scores are no softmax',
    (g: Graph) => ({ ...g, nodes: g.nodes.map(n => (n.op === 'Softmax' ? { ...n, op: 'Sigmoid', attributes: {} } : n)) }),
  ],
  [
    'whose boxes come of other numbers too',
    (g: Graph) => ({ ...g, nodes: g.nodes.map(n => (n.op === 'Exp' ? { ...n, inputs: ['pairs'] } : n)) }),
  ],
  ['that calls its outputs otherwise', (g: Graph) => ({ ...g, outputs: ['pairs'], nodes: g.nodes.slice(0, -1) })],
])('a graph %s stays as it is', (_, change) => {
  const model = onnxModel(change(detector()))
  expect(withoutAnchors(model, OUTPUTS)).toBe(model)
})

test('whatever is no model stays as it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(withoutAnchors(bytes, OUTPUTS)).toEqual(bytes)
    }),
  )
})
