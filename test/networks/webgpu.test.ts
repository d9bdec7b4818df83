// The networks of the default pack on WebGPU: on a GPU where there is one, else on one that is a program (Chromium's SwiftShader, or the driver VK_DRIVER_FILES names).

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'

const CHROMIUM = '/usr/lib/chromium'
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`
const LOADERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'].map(folder => `${folder}/libvulkan.so.1`)
/** SwiftShader takes seconds for what a CPU does in milliseconds, and compiles before. */
const PATIENCE_MS = 400_000

const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env
const named = VK_DRIVER_FILES ?? VK_ICD_FILENAMES
const isGpuThere = LOADERS.some(file => existsSync(file)) && (existsSync('/dev/dri') || existsSync('/dev/nvidia0'))
const driver = named ?? (!isGpuThere && existsSync(SWIFTSHADER) ? SWIFTSHADER : undefined)
const isThere = process.platform === 'linux' && process.arch === 'x64' && (isGpuThere || driver !== undefined)
if (!isThere)
  console.log('skipped: networks on WebGPU, because there is neither a GPU nor a Vulkan driver that is a program here')
const cache = isThere ? await pullMobilePack() : undefined

async function child(...args: readonly string[]): Promise<unknown> {
  const script = fileURLToPath(new URL('webgpu-child.ts', import.meta.url))
  const env = {
    ...process.env,
    ...(driver !== undefined && { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver }),
    // Chromium brings what loads its driver, too, and not every machine has another.
    ...(driver === SWIFTSHADER && { LD_LIBRARY_PATH: CHROMIUM }),
  }
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args], { env })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

test.skipIf(!cache)(
  'every network says the same on WebGPU as on the CPU, alone and two together, cosine at least 0.9995',
  async () => {
    const alike = (await child(...mobile.files.map(({ name }) => name))) as Readonly<Record<string, number>>
    expect(Object.keys(alike)).toHaveLength(6)
    for (const [output, cosine] of Object.entries(alike)) expect(cosine, output).toBeGreaterThanOrEqual(0.9995)
  },
  PATIENCE_MS,
)
