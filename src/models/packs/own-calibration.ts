// A score calibration measured by the operator, kept beside a pack's files and put before the pack's own.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RostroError } from '../../core/errors.ts'
import type { ScoreCalibration } from '../../core/types.ts'
import { isMissing, parseJson, writeAtomically } from './files.ts'
import { Calibration, embeddingSpace, type PackManifest } from './manifest.ts'

const FILE = 'calibration.json'

/** Of one embedding space: another version of the pack has other scores. */
const Own = z.strictObject({ space: z.string(), calibration: Calibration })

/** @throws RostroError pack_invalid for a file that cannot be read */
export async function withOwnCalibration(pack: PackManifest, folder: string): Promise<PackManifest> {
  const path = join(folder, FILE)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (text === undefined) return pack
  const own = Own.safeParse(parseJson(text))
  if (!own.success)
    throw new RostroError(
      'pack_invalid',
      `${path} is not a calibration; measure again with "rostro models calibrate", or delete it.`,
    )
  return own.data.space === embeddingSpace(pack) ? { ...pack, calibration: own.data.calibration } : pack
}

export async function keepCalibration(
  pack: PackManifest,
  folder: string,
  calibration: ScoreCalibration | undefined,
): Promise<void> {
  const path = join(folder, FILE)
  if (!calibration) return rm(path, { force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeAtomically(path, `${JSON.stringify({ space: embeddingSpace(pack), calibration }, undefined, 2)}\n`)
}
