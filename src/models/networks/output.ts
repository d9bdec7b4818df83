// Reading a network's outputs.

import { RostroError } from '../../core/errors.ts'
import type { Tensor } from '../session.ts'

export type Outputs = Readonly<Record<string, Tensor>>

/** @throws RostroError model_incompatible when the network has no output of that name. */
export function output(outputs: Outputs, name: string): Float32Array {
  const tensor = outputs[name]
  if (!tensor) {
    throw new RostroError(
      'model_incompatible',
      `The network has no output "${name}"; it has ${Object.keys(outputs).join(', ')}. Its pack names the wrong decoder.`,
    )
  }
  return tensor.data
}
