// Picks the decoder: node-av in this process, or the machine's ffmpeg program.

import { RostroError } from '../core/errors.ts'
import type { DecodeDevice } from './decode-device.ts'
import type { Decode, DecoderName } from './decoder.ts'
import { orInSoftware } from './in-software.ts'
import { decodeOnDevice, decodeWithNodeAv } from './node-av/decode.ts'
import { openDevice } from './node-av/device.ts'
import { loadNodeAv } from './node-av/load.ts'
import { decodeWithProgram } from './program/decode.ts'
import { findProgram } from './program/child.ts'

/**
 * The named decoder; without a name node-av, and the ffmpeg program only where node-av cannot be loaded. The program decodes in software.
 * @param onSoftware is told why the device does not decode, once
 * @throws RostroError decoder_missing
 */
export async function chooseDecoder(
  name: DecoderName | undefined,
  device?: DecodeDevice,
  onSoftware: (reason: string) => void = () => {},
): Promise<Decode> {
  if ((await chooseDecoderName(name)) === 'ffmpeg') return decodeWithProgram
  return device ? orInSoftware(decodeOnDevice(device), decodeWithNodeAv, onSoftware) : decodeWithNodeAv
}

/** The same choice by name. @throws RostroError decoder_missing */
export async function chooseDecoderName(name: DecoderName | undefined): Promise<DecoderName> {
  if (name !== 'ffmpeg') {
    try {
      await loadNodeAv()
      return 'node-av'
    } catch (error) {
      if (name === 'node-av') throw error
    }
  }
  if (await findProgram()) return 'ffmpeg'
  throw new RostroError(
    'decoder_missing',
    name === 'ffmpeg'
      ? 'The ffmpeg program is not installed: install it ("apt install ffmpeg", "brew install ffmpeg", "winget install ffmpeg") or leave out the choice of decoder.'
      : 'There is no video decoder: run "npm ci" again (or "npm install node-av"), or install the ffmpeg program ("apt install ffmpeg", "brew install ffmpeg", "winget install ffmpeg").',
  )
}

/** @throws DeviceRefused where this machine has no such device; that it starts says nothing of formats. RostroError decoder_missing */
export async function tryDecodeDevice(device: DecodeDevice): Promise<void> {
  openDevice(await loadNodeAv(), device).close()
}
