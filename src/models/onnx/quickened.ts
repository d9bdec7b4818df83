// A model as it is quickest to compute, with the same numbers but for rounding. Whatever it cannot read it leaves as it is: whoever loads it says so.

import { withoutDeadChannels } from './dead-channels.ts'
import { readModel, writeModel } from './graph.ts'
import { withoutPrelu } from './prelu.ts'

/** `prelu`: whether PReLU is rewritten, which only pays where channels are computed in blocks. */
export function quickened(bytes: Uint8Array, { prelu }: { readonly prelu: boolean }): Uint8Array {
  const model = readModel(bytes)
  if (!model) return bytes
  const alive = withoutDeadChannels(model)
  const quick = prelu ? withoutPrelu(alive) : alive
  return quick === model ? bytes : writeModel(quick)
}
