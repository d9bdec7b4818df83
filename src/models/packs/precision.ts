// Whether an embedder in whole numbers of eight bits may stand in for the float one here. Not whether there is one.

import { readFile } from 'node:fs/promises'
import { RostroError } from '../../core/errors.ts'
import type { Device } from '../session.ts'

/** `auto`: in whole numbers where that was measured and kept for the pack; `float`: never; `half`: as `auto`, and on GPUs in floats of 16 bits. */
export const PRECISIONS = ['auto', 'float', 'half'] as const
export type Precision = (typeof PRECISIONS)[number]

/** @throws RostroError usage_invalid */
export function precisionOf(env: NodeJS.ProcessEnv): Precision {
  const given = env['ROSTRO_PRECISION'] ?? 'auto'
  const known = PRECISIONS.find(one => one === given)
  if (known) return known
  throw new RostroError('usage_invalid', `ROSTRO_PRECISION is "${given}"; it must be one of ${PRECISIONS.join(', ')}.`)
}

/**
 * Processors that add products of eight bits in 32 (VNNI). Without it ONNX Runtime adds pairs of them in 16 bits first, which overflow: other numbers come out, and
 * nobody measured those. On ARM nothing was measured at all. Source: onnxruntime.ai, "Quantize ONNX models", "U8S8 and saturation".
 * @param cpu what /proc/cpuinfo says
 */
export const computesWholeNumbers = (device: Device, arch: string, cpu: string): boolean =>
  device === 'cpu' && arch === 'x64' && /^flags\s*:.*\b(avx512_vnni|avx_vnni)\b/m.test(cpu)

/** For this machine. On systems without /proc it is not known, and then not so. */
export const computesWholeNumbersHere = async (device: Device): Promise<boolean> =>
  computesWholeNumbers(device, process.arch, await readFile('/proc/cpuinfo', 'utf8').catch(() => ''))
