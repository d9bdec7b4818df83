// Packs that come in a folder: with a manifest of their own, or known by their hashes.

import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PackManifest } from '../../src/models/packs/manifest.ts'
import { bytesOf, DETECTOR, EMBEDDER, openTestCache, sha256, smallPack, temporaryFolder } from './support.ts'

const KNOWN = smallPack({})
const OWN: PackManifest = { ...KNOWN, name: 'own' }

async function folderWith(files: Record<string, Buffer | string>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

const manifested = (manifest: object, files: Record<string, Buffer>) =>
  folderWith({ ...files, 'rostro-pack.json': JSON.stringify(manifest) })

describe('adding a folder', () => {
  test('takes a pack with a manifest of its own, which is then known, usable and removable', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    const added = await cache.addFolder(await manifested(OWN, { 'det.onnx': DETECTOR, 'emb.onnx': EMBEDDER }))
    expect(added.map(pack => pack.name)).toEqual(['own'])
    expect(await cache.readModel('own', 'emb.onnx')).toEqual(EMBEDDER)
    expect((await cache.list()).map(pack => [pack.manifest.name, pack.state])).toEqual([
      ['small', 'absent'],
      ['own', 'ready'],
    ])
    await cache.use('own')
    await writeFile(join(cache.folder, 'current.json'), '{"pack":"mobile"}')
    await cache.remove('own')
    await expect(cache.manifest('own')).rejects.toMatchObject({ code: 'pack_unknown' })
  })

  test('knows a declared pack by its hashes, whatever the files are called', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await cache.addFolder(
      await folderWith({ 'a.onnx': DETECTOR, 'b.ONNX': EMBEDDER, 'c.onnx': bytesOf('age and gender'), 'notes.txt': 'x' }),
    )
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
    expect((await readdir(join(cache.folder, 'small'))).sort()).toEqual(['det.onnx', 'emb.onnx'])
  })

  test('says which files of a known pack are still lacking', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    const folder = await folderWith({ 'det.onnx': DETECTOR })
    await expect(cache.addFolder(folder)).rejects.toMatchObject({
      code: 'pack_invalid',
      message: `${folder} is no model pack: the pack "small" still lacks emb.onnx; for a pack of your own write a rostro-pack.json there as docs/models.md shows.`,
    })
  })

  test.each([
    [{ 'x.onnx': bytesOf('x') }, 'x.onnx is no file Rostro knows'],
    [{}, 'it holds no .onnx file'],
  ])('says that nothing in it is known: %#', async (files, message) => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await expect(cache.addFolder(await folderWith(files))).rejects.toMatchObject({
      code: 'pack_invalid',
      message: expect.stringContaining(message) as string,
    })
  })

  test('says that there is no such folder', async () => {
    const cache = await openTestCache({})
    await expect(cache.addFolder('/not/here')).rejects.toMatchObject({ code: 'file_not_found' })
  })

  const external = Buffer.concat([DETECTOR, Buffer.from('\x0a\x08location\x12\x0aweights.bin', 'latin1')])
  test.each([
    ['a file with another hash', OWN, { 'det.onnx': bytesOf('x'), 'emb.onnx': EMBEDDER }, sha256(bytesOf('x'))],
    ['a file missing', OWN, { 'det.onnx': DETECTOR }, 'names emb.onnx, which is not in that folder'],
    ['the name of a known pack', KNOWN, { 'det.onnx': DETECTOR, 'emb.onnx': EMBEDDER }, 'give it another name'],
    ['a manifest with a mistake', { ...OWN, licence: 'mine' }, {}, 'licence'],
    [
      'weights outside the file',
      { ...OWN, files: [{ name: 'det.onnx', sha256: sha256(external), bytes: external.length }, OWN.files[1]] },
      { 'det.onnx': external, 'emb.onnx': EMBEDDER },
      'without external data',
    ],
  ])('refuses %s and leaves nothing behind', async (_, manifest, files, message) => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await expect(cache.addFolder(await manifested(manifest, files))).rejects.toMatchObject({
      code: 'pack_invalid',
      message: expect.stringContaining(message) as string,
    })
    expect((await cache.list()).map(pack => pack.state)).toEqual(['absent'])
  })

  test('refuses a manifest that is no JSON', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await expect(cache.addFolder(await folderWith({ 'rostro-pack.json': '{' }))).rejects.toMatchObject({ code: 'pack_invalid' })
  })

  test('is not believed again once its folder has another name than the pack', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await cache.addFolder(await manifested(OWN, { 'det.onnx': DETECTOR, 'emb.onnx': EMBEDDER }))
    await rename(join(cache.folder, 'own'), join(cache.folder, 'renamed'))
    await expect(cache.manifest('renamed')).rejects.toMatchObject({
      code: 'pack_invalid',
      message: expect.stringContaining('"own"') as string,
    })
  })

  test('cannot be undone by a pull, because the pack has no source', async () => {
    const cache = await openTestCache({ packs: [KNOWN] })
    await cache.addFolder(await manifested(OWN, { 'det.onnx': DETECTOR, 'emb.onnx': EMBEDDER }))
    await writeFile(join(cache.folder, 'own', 'emb.onnx'), 'broken')
    await expect(cache.pull('own')).rejects.toMatchObject({
      code: 'model_missing',
      message: 'emb.onnx of the pack "own" is not on this machine; run "rostro models add DIR" with the folder it came from.',
    })
  })
})

test('the example in docs/models.md is a manifest that Rostro accepts', async () => {
  const text = await readFile(new URL('../../docs/models.md', import.meta.url), 'utf8')
  const example = JSON.parse(/```json\n([\s\S]+?)```/.exec(text)?.[1] ?? '{}') as PackManifest
  const contents = Object.fromEntries(example.files.map(file => [file.name, bytesOf(file.name, 1000)]))
  const folder = await temporaryFolder()
  await mkdir(folder, { recursive: true })
  const files = example.files.map(file => ({ ...file, bytes: 1000, sha256: sha256(contents[file.name]!) }))
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content)
  await writeFile(join(folder, 'rostro-pack.json'), JSON.stringify({ ...example, files }))
  const cache = await openTestCache({})
  expect((await cache.addFolder(folder)).map(pack => pack.name)).toEqual([example.name])
})
