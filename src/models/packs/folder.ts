// Packs that come from a folder instead of the network: recognised by a manifest or by their hashes, then copied.

import { copyFile, mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { moveDurably } from '../../core/move-durably.ts'
import { isMissing, parseJson, sha256OfFile, sizeOf, writeAtomically } from './files.ts'
import { MANIFEST_FILE, parseManifest, type PackFile, type PackManifest } from './manifest.ts'

export interface FoundPack {
  readonly manifest: PackManifest
  /** Whether the manifest came with the folder and has to be kept. */
  readonly own: boolean
  readonly pathOf: (file: PackFile) => string
}

/**
 * The pack that `dir` has a manifest for, else every declared pack all of whose files lie there under whatever name.
 * @throws RostroError file_not_found, pack_invalid
 */
export async function findPacks(dir: string, declared: readonly PackManifest[]): Promise<readonly FoundPack[]> {
  const folder = resolve(dir)
  const names = await filesIn(folder)
  return names.includes(MANIFEST_FILE) ? [await ownPack(folder, declared)] : declaredPacks(folder, names, declared)
}

async function ownPack(folder: string, declared: readonly PackManifest[]): Promise<FoundPack> {
  const where = join(folder, MANIFEST_FILE)
  const manifest = await readManifest(where)
  if (declared.some(pack => pack.name === manifest.name)) {
    throw new RostroError(
      'pack_invalid',
      `${where} names its pack "${manifest.name}", which Rostro already knows; give it another name.`,
    )
  }
  const pathOf = (file: PackFile) => join(folder, file.name)
  for (const file of manifest.files) {
    const path = pathOf(file)
    if ((await sizeOf(path)) === undefined)
      throw new RostroError('pack_invalid', `${where} names ${file.name}, which is not in that folder.`)
    const sha256 = await sha256OfFile(path)
    if (sha256 !== file.sha256)
      throw new RostroError('pack_invalid', `${path} has SHA-256 ${sha256}, but ${MANIFEST_FILE} says ${file.sha256}.`)
    if (await keepsWeightsElsewhere(path)) {
      throw new RostroError(
        'pack_invalid',
        `${path} keeps its weights in another file; save the network as one ONNX file without external data.`,
      )
    }
  }
  return { manifest, own: true, pathOf }
}

async function declaredPacks(
  folder: string,
  names: readonly string[],
  declared: readonly PackManifest[],
): Promise<readonly FoundPack[]> {
  const onnx = names.filter(name => name.toLowerCase().endsWith('.onnx'))
  const pathBySha256 = new Map<string, string>()
  for (const name of onnx) pathBySha256.set(await sha256OfFile(join(folder, name)), join(folder, name))
  const lacking = declared.map(manifest => ({ manifest, files: manifest.files.filter(file => !pathBySha256.has(file.sha256)) }))
  const complete = lacking.filter(({ files }) => files.length === 0)
  if (complete.length > 0)
    return complete.map(({ manifest }) => ({ manifest, own: false, pathOf: file => pathBySha256.get(file.sha256)! }))
  const partly = lacking.filter(({ manifest, files }) => files.length < manifest.files.length)
  const hints = partly.map(
    ({ manifest, files }) => `the pack "${manifest.name}" still lacks ${files.map(file => file.name).join(', ')}`,
  )
  const why = hints.join('; ') || `${onnx.join(', ') || 'it holds no .onnx file that'} is no file Rostro knows`
  throw new RostroError(
    'pack_invalid',
    `${folder} is no model pack: ${why}; for a pack of your own write a ${MANIFEST_FILE} there as docs/models.md shows.`,
  )
}

/** Copies, verifies the copies, and only then moves them into `folder`; the manifest last, because it makes them a pack. */
export async function copyPack({ manifest, own, pathOf }: FoundPack, staging: string, folder: string): Promise<void> {
  await mkdir(staging, { recursive: true })
  await mkdir(folder, { recursive: true })
  for (const file of manifest.files) {
    const copy = join(staging, file.name)
    await copyFile(pathOf(file), copy)
    if ((await sha256OfFile(copy)) !== file.sha256)
      throw new RostroError('pack_invalid', `${pathOf(file)} changed while it was copied; add the folder again.`)
    await moveDurably(copy, join(folder, file.name))
  }
  if (own) await writeAtomically(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(staging, { recursive: true, force: true })
}

/** @throws RostroError pack_invalid */
export async function readManifest(path: string): Promise<PackManifest> {
  return parseManifest(parseJson(await readFile(path, 'utf8')), path)
}

/**
 * Whether an ONNX file points to weights outside itself, which would let it read any file (CVE-2022-25882, CVE-2024-27318).
 * Looks for the key "location" of a StringStringEntryProto (onnx.proto, TensorProto.external_data): tag 0x0a, length 8, text, tag 0x12.
 */
async function keepsWeightsElsewhere(path: string): Promise<boolean> {
  return (await readFile(path)).includes('\x0a\x08location\x12', 0, 'latin1')
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter(entry => !entry.isDirectory()).map(entry => entry.name)
  } catch (error) {
    if (isMissing(error)) throw new RostroError('file_not_found', `There is no folder ${folder}.`, { cause: error })
    throw error
  }
}
