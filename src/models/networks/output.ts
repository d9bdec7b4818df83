// Reading a network's outputs.

import { RostroError } from '../../core/errors.ts'
import type { Landmarks5 } from '../../core/types.ts'
import type { Tensor } from '../session.ts'

export type Outputs = Readonly<Record<string, Tensor>>

/** @throws RostroError model_incompatible when the network has no output of that name. */
export function output(outputs: Outputs, name: string): Float32Array {
  const tensor = outputs[name]
  if (!tensor) {
    throw new RostroError('model_incompatible', `The network has no output "${name}"; it has ${Object.keys(outputs).join(', ')}. Its pack names the wrong decoder.`)
  }
  return tensor.data
}

/** Five points made by `at(k)`, k = 0…4. */
export const fivePoints = (at: (k: number) => Landmarks5[0]): Landmarks5 => [at(0), at(1), at(2), at(3), at(4)]
