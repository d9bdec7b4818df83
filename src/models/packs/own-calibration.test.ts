import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ScoreCalibration } from '../../core/types.ts'
import { mobile } from './declared/mobile.ts'
import { mobileCalibration } from './declared/mobile-calibration.ts'
import { parseManifest, type PackManifest } from './manifest.ts'
import { keepCalibration, withOwnCalibration } from './own-calibration.ts'

const own: ScoreCalibration = { ...mobileCalibration, measuredOn: 'our own visitors' }
const measuredOn = (pack: PackManifest) => pack.calibration?.measuredOn

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-calibration-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a calibration measured here goes before the pack’s own, until it is taken away', async () => {
  const folder = join(await emptyFolder(), 'not there yet')
  expect(measuredOn(await withOwnCalibration(mobile, folder))).toBe(mobileCalibration.measuredOn)
  await keepCalibration(mobile, folder, own)
  expect(measuredOn(await withOwnCalibration(mobile, folder))).toBe('our own visitors')
  await keepCalibration(mobile, folder, undefined)
  expect(measuredOn(await withOwnCalibration(mobile, folder))).toBe(mobileCalibration.measuredOn)
})

test('a calibration of another embedding space is not used', async () => {
  const folder = await emptyFolder()
  await keepCalibration(mobile, folder, own)
  const { embedder } = mobile.networks
  const other = { ...mobile, networks: { ...mobile.networks, embedder: { ...embedder, channels: 'rgb' as const } } }
  expect(measuredOn(await withOwnCalibration(other, folder))).toBe(mobileCalibration.measuredOn)
})

test.each(['{', '{"space":"x"}', '[]'])('a file that says %j is refused with what to do', async text => {
  const folder = await emptyFolder()
  await writeFile(join(folder, 'calibration.json'), text)
  await expect(withOwnCalibration(mobile, folder)).rejects.toThrow('measure again with "rostro models calibrate", or delete it')
})

test('a calibration whose thresholds fall where rates fall is no calibration', () => {
  const impostors = [...mobileCalibration.impostors].reverse()
  const upsideDown = { ...mobile, calibration: { ...mobileCalibration, impostors } }
  expect(() => parseManifest(upsideDown, 'pack.json')).toThrow('falling rates and rising thresholds')
  expect(parseManifest(mobile, 'pack.json').calibration).toEqual(mobileCalibration)
})
