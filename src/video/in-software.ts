// Decodes on a device as long as it does, and in software for good once it refuses; knows no decoder.

import type { Decode, Picture } from './decoder.ts'

/** A device that cannot decode this stream, said before its first picture. */
export class DeviceRefused extends Error {}

/** Damage in a row before the first picture, after which the device and not the stream is to blame: joined anywhere, a stream begins with some. */
const MOST_DAMAGE = 64

/** @param onSoftware is told why, once, when the device turns out not to decode */
export function orInSoftware(onDevice: Decode, inSoftware: Decode, onSoftware: (reason: string) => void): Decode {
  let hasRefused = false
  return async function* (input, signal, onDamage) {
    if (!hasRefused) {
      const attempt = firstOf(onDevice, input, signal, onDamage)
      const refused = yield* attempt
      if (refused === undefined || signal.aborted) return
      hasRefused = true
      onSoftware(refused)
    }
    yield* inSoftware(input, signal, onDamage)
  }
}

/** Returns why not a single picture came where the device is to blame. */
async function* firstOf(
  ...[decode, input, signal, onDamage]: [Decode, ...Parameters<Decode>]
): AsyncGenerator<Picture, string | undefined, void> {
  let isShown = false
  const damage: string[] = []
  const note = (reason: string) => {
    if (isShown) onDamage(reason)
    else damage.push(reason)
    if (!isShown && damage.length > MOST_DAMAGE)
      throw new DeviceRefused(`none of the first ${MOST_DAMAGE} pictures could be decoded`)
  }
  try {
    for await (const picture of decode(input, signal, note)) {
      if (!isShown) for (const reason of new Set(damage)) onDamage(reason)
      isShown = true
      yield picture
    }
    return undefined
  } catch (error) {
    if (!isShown && error instanceof DeviceRefused) return error.message
    if (!isShown && damage.length > 0) return damage[0]
    throw error
  }
}
