// How far the values of a network's channels go while it looks at real inputs.

import type { Extents } from '../onnx/even-channels.ts'
import { tensorsToQuantize, withOutputs } from '../onnx/quantize.ts'
import { openSession, type Tensor } from '../session.ts'

/**
 * Runs the network on the CPU with all tensors that are to be whole among its outputs, and keeps the smallest and largest value of each channel. Rarer
 * extremes were tried left out: templates then come out shorter, and their length is a sign of quality.
 * @param threads of each run
 * @throws RostroError model_incompatible, and what `inputs` throws
 */
export async function measureExtents(
  model: Uint8Array,
  inputs: AsyncIterable<Tensor>,
  { threads }: { readonly threads: number },
): Promise<Extents> {
  const names = tensorsToQuantize(model)
  const found = new Map<string, { low: Float32Array; high: Float32Array }>()
  const session = await openSession(withOutputs(model, names), { device: 'cpu', threads })
  try {
    for await (const input of inputs) {
      const outputs = await session.run(input)
      for (const name of names) widen(found, name, outputs[name] ?? input)
    }
  } finally {
    await session.close()
  }
  return found
}

/** Channels are the second dimension. */
function widen(found: Map<string, { low: Float32Array; high: Float32Array }>, name: string, { data, dims }: Tensor): void {
  const [pictures, channels] = dims as [number, number]
  const each = data.length / pictures / channels
  const extent = found.get(name) ?? { low: new Float32Array(channels), high: new Float32Array(channels) }
  found.set(name, extent)
  for (let part = 0; part < pictures * channels; part++) {
    let [low, high] = [0, 0]
    for (let i = part * each; i < (part + 1) * each; i++) {
      low = Math.min(low, data[i]!)
      high = Math.max(high, data[i]!)
    }
    const c = part % channels
    extent.low[c] = Math.min(extent.low[c]!, low)
    extent.high[c] = Math.max(extent.high[c]!, high)
  }
}
