// Models, the doctor and the demo: what a newcomer runs before anybody is registered.

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PackStatus } from '../../src/models/packs/model-cache.ts'
import { addDemoPhotos, facesAreHere, makePlace, makePlaceWithPack } from './place.ts'
import { rostro } from './rostro.ts'

const here = await facesAreHere()

test.skipIf(!here)('models are listed, verified, chosen and removed', { timeout: 120_000 }, async () => {
  const place = await makePlaceWithPack()
  const on = (...args: string[]) => rostro(place, ['models', ...args])
  const { stdout } = await on()
  expect(stdout).toMatch(/^ {2}PACK +STATE +SIZE +WHO MAY USE IT\n\* mobile +ready +\d+\.\d MB {3,}Anyone /)
  const packs = JSON.parse((await on('list', '--json')).stdout) as PackStatus[]
  expect(packs.filter(pack => pack.state === 'ready').map(pack => [pack.manifest.name, pack.current])).toEqual([['mobile', true]])
  const verified = await on('verify', 'mobile')
  expect(verified.code).toBe(0)
  expect(
    verified.stdout
      .trim()
      .split('\n')
      .every(line => /^ok {2}mobile\/\S+\.onnx$/.test(line)),
  ).toBe(true)
  // What is here already needs no network.
  expect((await on('pull', 'mobile')).stdout).toMatch(/^mobile is here and verified\./)
  expect((await on('use', 'mobile')).stdout).toBe('mobile is in use from now on.\n')
  expect(await on('use', 'buffalo_l')).toMatchObject({ code: 5, stdout: '' })
  expect(await on('remove', 'mobile')).toMatchObject({ code: 5, stdout: '' })
})

test('verifying without any pack says that the first use pulls one', async () => {
  expect(await rostro(await makePlace(), ['models', 'verify'])).toMatchObject({
    code: 0,
    stdout: 'No pack is here yet; the first use pulls the default one.\n',
  })
})

test.skipIf(!here)('the doctor times every network and has nothing to complain about', { timeout: 120_000 }, async () => {
  const place = await makePlaceWithPack()
  const { code, stdout, stderr } = await rostro(place, ['doctor', '--source', 'test:?width=320&height=240&frames=5'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toContain(`data folder  ${place.home}\n`)
  expect(stdout).toMatch(/^ok {7}models {7}mobile, every byte verified$/m)
  expect(stdout).toMatch(/^ok {7}cpu {10}detect \d+\.\d ms, landmarks \d+\.\d ms, embed \d+\.\d ms a face$/m)
  expect(stdout).toMatch(/^ok {7}source {7}320×240, /m)
  expect(await place.strays()).toEqual([])
})

test('the doctor ends with the exit code of the problem it finds', async () => {
  const place = await makePlace()
  const { code, stdout, stderr } = await rostro(place, ['doctor', '--source', 'nowhere.mp4'])
  expect(stdout).toMatch(/^problem {2}source {7}There is no file or folder nowhere\.mp4\.$/m)
  expect(stderr).toContain('Error 1 problem found; see above. [file_not_found]')
  expect(code).toBe(3)
})

test.skipIf(!here)(
  'the demo names whom it registered, says that this is no measurement, and leaves its files',
  { timeout: 240_000 },
  async () => {
    const place = await makePlaceWithPack()
    await addDemoPhotos(place)
    const { code, stdout } = await rostro(place, ['demo'])
    expect(code).toBe(0)
    const [, named, registered] = /Named (\d+) of the (\d+) registered/.exec(stdout) ?? []
    expect(Number(registered)).toBeGreaterThanOrEqual(8)
    expect(Number(named)).toBeGreaterThanOrEqual(Number(registered) - 1)
    expect(stdout).toContain('not how accurate it is')
    const events = (await readFile(join(place.home, 'demo', 'rostro-demo.jsonl'), 'utf8')).trim().split('\n')
    expect(events.map(line => (JSON.parse(line) as { type: string }).type)).toContain('decided')
    expect((await stat(join(place.home, 'demo', 'rostro-demo.mp4'))).size).toBeGreaterThan(100_000)
    // It never touches the people registered, and leaves nothing elsewhere.
    expect((await rostro(place, ['people', '--json'])).stdout).toBe('[]\n')
    expect(await place.strays()).toEqual([])
  },
)
