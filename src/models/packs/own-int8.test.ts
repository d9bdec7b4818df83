import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mobile } from './declared/mobile.ts'
import { keepInt8, readInt8, type Int8Embedder } from './own-int8.ts'

const counts = { float: 10, int8: 11, mixed: 10 }
const int8: Int8Embedder = {
  model: Uint8Array.of(1, 2, 3),
  measured: {
    ...{ photos: 90, people: 30, genuine: 1200, impostors: 20_000, cosine: { median: 0.99, least: 0.98 } },
    points: [{ falseMatchRate: 0.01, threshold: 0.24, missed: counts, falseMatches: counts }],
    runMs: { float: 4.6, int8: 3.1 },
    measuredAt: '2026-11-28',
  },
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-int8-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('an embedder in whole numbers is kept with what was measured, until it is taken away', async () => {
  const folder = join(await emptyFolder(), 'not there yet')
  expect(await readInt8(mobile, folder)).toBeUndefined()
  await keepInt8(mobile, folder, int8)
  const kept = await readInt8(mobile, folder)
  expect([...kept!.model]).toEqual([1, 2, 3])
  expect(kept!.measured).toEqual(int8.measured)
  await keepInt8(mobile, folder, undefined)
  expect(await readInt8(mobile, folder)).toBeUndefined()
  expect(await readdir(folder)).toEqual([])
})

test('one that was made from another embedder is not used', async () => {
  const folder = await emptyFolder()
  await keepInt8(mobile, folder, int8)
  const files = mobile.files.map(file => ({ ...file, sha256: 'f'.repeat(64) }))
  expect(await readInt8({ ...mobile, files }, folder)).toBeUndefined()
})

test.each([
  ['embedder-int8.onnx', 'other bytes'],
  ['embedder-int8.json', '{"embedder":'],
])('with a damaged %s there is none', async (file, content) => {
  const folder = await emptyFolder()
  await keepInt8(mobile, folder, int8)
  await writeFile(join(folder, file), content)
  expect(await readInt8(mobile, folder)).toBeUndefined()
  await rm(join(folder, file))
  expect(await readInt8(mobile, folder)).toBeUndefined()
})
