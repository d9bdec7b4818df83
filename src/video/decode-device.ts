// What video is decoded on, as the environment says: the CPU, unless a GPU is asked for.

import { existsSync } from 'node:fs'
import { RostroError } from '../core/errors.ts'

/** Ways to a GPU's decoder, by FFmpeg's names. */
export const DECODE_DEVICES = ['cuda', 'vaapi', 'videotoolbox', 'd3d11va', 'vulkan'] as const
export type DecodeDevice = (typeof DECODE_DEVICES)[number]

const CHOICES = ['software', 'hardware', ...DECODE_DEVICES] as const

/**
 * `ROSTRO_DECODE`: undefined for software, the default, since no GPU has been measured and small pictures may cost more on the way back from one than
 * they save; `hardware` for what this machine seems to have, or one by name.
 * @throws RostroError usage_invalid
 */
export function decodeDevice(env: NodeJS.ProcessEnv = process.env, platform = process.platform): DecodeDevice | undefined {
  const { ROSTRO_DECODE: said = '' } = env
  const choice = said === '' ? 'software' : CHOICES.find(one => one === said)
  if (!choice)
    throw new RostroError('usage_invalid', `ROSTRO_DECODE is ${JSON.stringify(said)}; it can be ${CHOICES.join(', ')}.`)
  if (choice === 'software') return undefined
  return choice === 'hardware' ? usual(platform) : choice
}

function usual(platform: NodeJS.Platform): DecodeDevice {
  if (platform === 'darwin') return 'videotoolbox'
  if (platform === 'win32') return 'd3d11va'
  return existsSync('/dev/nvidia0') || existsSync('/dev/dxg') ? 'cuda' : 'vaapi'
}
