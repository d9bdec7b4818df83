// The packs on this machine: which are known, which are here, which one is in use; the only way to a model's bytes.

import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import type { ScoreCalibration } from '../../core/types.ts'
import { inHalf } from '../onnx/half.ts'
import type { Device } from '../session.ts'
import { DECLARED_PACKS, DEFAULT_PACK } from './declared/index.ts'
import { isMissing, parseJson, sha256Of, sha256OfFile, sizeOf, writeAtomically, writing } from './files.ts'
import { copyPack, findPacks, readManifest } from './folder.ts'
import { withLock, type LockOptions } from './lock.ts'
import { isPackName, MANIFEST_FILE, packBytes, type PackFile, type PackManifest } from './manifest.ts'
import { keepCalibration, withOwnCalibration } from './own-calibration.ts'
import { keepInt8, readInt8, type Int8Embedder } from './own-int8.ts'
import { computesWholeNumbersHere, precisionOf } from './precision.ts'
import { pullFiles } from './pull.ts'
import type { DownloadOptions } from './sources/download.ts'
import type { PullProgress } from './sources/fetcher.ts'
import { readNpmOptions, type NpmOptions } from './sources/npm-config.ts'

export interface ModelCacheOptions {
  /** Rostro's data folder; packs lie under `<home>/models/<pack>/`. */
  readonly home: string
  /** Packs known by name beside those found in the folder. Default: the declared ones. */
  readonly packs?: readonly PackManifest[]
  readonly download?: Partial<DownloadOptions>
  readonly lock?: Partial<LockOptions>
  /** Instead of the user's own npm settings. For tests. */
  readonly npmOptions?: NpmOptions
}

export interface PackStatus {
  readonly manifest: PackManifest
  /** By file sizes; `verify` and `readModel` look at every byte. */
  readonly state: 'ready' | 'incomplete' | 'absent'
  readonly current: boolean
  readonly bytes: number
}

export interface FileCheck {
  readonly pack: string
  readonly file: string
  readonly state: 'ok' | 'missing' | 'corrupt'
  readonly expectedSha256: string
  readonly actualSha256: string | undefined
}

export interface PullOptions {
  readonly onProgress?: (progress: PullProgress) => void
  readonly signal?: AbortSignal
}

export interface ModelCache {
  readonly folder: string
  list(): Promise<readonly PackStatus[]>
  /** @throws RostroError pack_unknown, pack_invalid */
  manifest(name: string): Promise<PackManifest>
  /** Keeps a calibration measured here; it goes before the pack's own. Undefined takes it away. @throws RostroError pack_unknown, pack_invalid, file_not_writable */
  calibrate(name: string, calibration: ScoreCalibration | undefined): Promise<void>
  /** Keeps an embedder in whole numbers that was measured here; undefined takes it away. @throws RostroError pack_unknown, file_not_writable */
  adoptInt8(name: string, int8: Int8Embedder | undefined): Promise<void>
  /** The one that is kept. @throws RostroError pack_unknown */
  int8(name: string): Promise<Int8Embedder | undefined>
  /** Whether all files are there with their sizes; costs a few stat calls. @throws RostroError pack_unknown */
  isReady(name: string): Promise<boolean>
  /** Fetches what is missing or wrong; nothing to do, no network. The only method that uses the network. @throws RostroError pack_unknown, pack_busy, download_failed, file_not_writable */
  pull(name: string, options?: PullOptions): Promise<PackManifest>
  /** @throws RostroError pack_unknown, model_missing when it was not pulled */
  use(name: string): Promise<void>
  /** The pack in use; `mobile` until another is chosen. */
  current(): Promise<string>
  /** The one used before it, if it is still known. */
  previous(): Promise<string | undefined>
  /** Copies and verifies the pack in `dir`, or the declared packs whose files lie there. @throws RostroError pack_invalid, file_not_found, pack_busy */
  addFolder(dir: string): Promise<readonly PackManifest[]>
  /** Hashes every file of one pack, or of all that are here at all. @throws RostroError pack_unknown */
  verify(name?: string): Promise<readonly FileCheck[]>
  /** Deletes its files. @throws RostroError pack_unknown, pack_in_use, pack_busy */
  remove(name: string): Promise<void>
  /**
   * A network's bytes by its file's name in the manifest, hashed at this very call.
   * @param quickestOn the device it runs on: then it is given in the precision that is kept for it or asked for, if this machine computes that. Measurements leave it out.
   * @throws RostroError pack_unknown, pack_invalid, model_missing, model_corrupt
   */
  readModel(name: string, file: string, quickestOn?: Device): Promise<Uint8Array>
}

export const DOWNLOAD: DownloadOptions = { stallTimeoutMs: 30_000, attempts: 4, retryDelayMs: 1000, allowLoopbackHttp: false }
const LOCK: LockOptions = { waitMs: 120_000, staleMs: 10_000 }

/** Packs under `<home>/models`. Holds nothing open, so there is nothing to close; several may share one folder, also across processes. */
export function openModelCache({ home, packs = DECLARED_PACKS, ...options }: ModelCacheOptions): ModelCache {
  const folder = join(home, 'models')
  const currentFile = join(folder, 'current.json')
  const folderOf = (name: string) => join(folder, name)
  const stagingOf = (name: string) => join(folder, '.incoming', name)

  async function manifest(name: string): Promise<PackManifest> {
    const known = packs.find(pack => pack.name === name) ?? (await addedPack(name))
    if (known) return withOwnCalibration(known, folderOf(name))
    const names = (await list()).map(pack => pack.manifest.name).join(', ')
    throw new RostroError('pack_unknown', `There is no model pack "${name}"; known are ${names}.`)
  }

  async function addedPack(name: string): Promise<PackManifest | undefined> {
    if (!isPackName(name)) return undefined
    const path = join(folderOf(name), MANIFEST_FILE)
    if ((await sizeOf(path)) === undefined) return undefined
    const added = await readManifest(path)
    if (added.name === name) return added
    throw new RostroError('pack_invalid', `${path} names its pack "${added.name}"; rename one of them, or delete the folder.`)
  }

  async function list(): Promise<PackStatus[]> {
    const added = (await namesIn(folder)).filter(name => !packs.some(pack => pack.name === name))
    const found = await Promise.all(added.map(addedPack))
    const inUse = await current()
    return Promise.all([...packs, ...found.filter(pack => pack !== undefined)].map(pack => statusOf(pack, inUse)))
  }

  async function statusOf(pack: PackManifest, inUse: string): Promise<PackStatus> {
    const sizes = await Promise.all(pack.files.map(file => sizeOf(join(folderOf(pack.name), file.name))))
    const right = pack.files.filter((file, i) => sizes[i] === file.bytes).length
    const state = right === pack.files.length ? 'ready' : sizes.every(size => size === undefined) ? 'absent' : 'incomplete'
    return { manifest: pack, state, current: pack.name === inUse, bytes: packBytes(pack) }
  }

  const isReady = async (name: string) => (await statusOf(await manifest(name), '')).state === 'ready'

  async function pull(name: string, { onProgress = () => {}, signal }: PullOptions = {}): Promise<PackManifest> {
    const pack = await manifest(name)
    // Asked before locking too, so that a ready pack can lie in a folder nobody may write to.
    if ((await wrongFiles(pack)).length === 0) return pack
    await locked(name, signal, async held => {
      const wrong = await wrongFiles(pack)
      const sourceless = wrong.find(file => !file.from)
      if (sourceless) throw missing(pack, sourceless)
      await pullFiles(pack, wrong, folderOf(name), {
        staging: stagingOf(name),
        onProgress,
        signal: held,
        download: { ...DOWNLOAD, ...options.download },
        npmOptions: () => Promise.resolve(options.npmOptions ?? readNpmOptions(process.env)),
      })
    })
    return pack
  }

  async function use(name: string): Promise<void> {
    if (!(await isReady(name))) {
      throw new RostroError(
        'model_missing',
        `The pack "${name}" is not on this machine yet; run "rostro models pull ${name}" first.`,
      )
    }
    const now = await current().catch(() => undefined) // A damaged note is replaced.
    const previous = now === name ? await noted('previous') : now
    await writing(folder, () => writeAtomically(currentFile, `${JSON.stringify({ pack: name, previous })}\n`))
  }

  /** Undefined without a note, and for one that cannot be read. */
  async function noted(what: 'pack' | 'previous'): Promise<string | undefined> {
    if ((await sizeOf(currentFile)) === undefined) return undefined
    const note = parseJson(await readFile(currentFile, 'utf8')) as Partial<Record<typeof what, unknown>> | undefined
    return typeof note?.[what] === 'string' ? note[what] : undefined
  }

  async function previous(): Promise<string | undefined> {
    const name = await noted('previous')
    const known = name !== undefined && (await list()).some(({ manifest: { name: one } }) => one === name)
    return known ? name : undefined
  }

  async function current(): Promise<string> {
    if ((await sizeOf(currentFile)) === undefined) return DEFAULT_PACK
    const name = await noted('pack')
    if (name !== undefined) return name
    throw new RostroError('pack_unknown', `${currentFile} does not name a pack; run "rostro models use ${DEFAULT_PACK}".`)
  }

  async function calibrate(name: string, calibration: ScoreCalibration | undefined): Promise<void> {
    const pack = await manifest(name)
    await writing(folder, () => keepCalibration(pack, folderOf(name), calibration))
  }

  async function adoptInt8(name: string, int8: Int8Embedder | undefined): Promise<void> {
    const pack = await manifest(name)
    await writing(folder, () => keepInt8(pack, folderOf(name), int8))
  }

  const int8 = async (name: string) => readInt8(await manifest(name), folderOf(name))

  async function addFolder(dir: string): Promise<PackManifest[]> {
    const found = await findPacks(dir, packs)
    for (const pack of found) {
      const { name } = pack.manifest
      await locked(name, undefined, () => copyPack(pack, stagingOf(name), folderOf(name)))
    }
    return found.map(pack => pack.manifest)
  }

  async function verify(name?: string): Promise<FileCheck[]> {
    const chosen =
      name === undefined
        ? (await list()).filter(pack => pack.state !== 'absent').map(pack => pack.manifest)
        : [await manifest(name)]
    const checks: FileCheck[] = []
    for (const pack of chosen) for (const file of pack.files) checks.push(await check(pack, file))
    return checks
  }

  async function check(pack: PackManifest, file: PackFile): Promise<FileCheck> {
    const path = join(folderOf(pack.name), file.name)
    const actualSha256 = (await sizeOf(path)) === undefined ? undefined : await sha256OfFile(path)
    const state = actualSha256 === undefined ? 'missing' : actualSha256 === file.sha256 ? 'ok' : 'corrupt'
    return { pack: pack.name, file: file.name, state, expectedSha256: file.sha256, actualSha256 }
  }

  async function wrongFiles(pack: PackManifest): Promise<PackFile[]> {
    const checks = await Promise.all(pack.files.map(file => check(pack, file)))
    return pack.files.filter((_, i) => checks[i]!.state !== 'ok')
  }

  async function remove(name: string): Promise<void> {
    await manifest(name)
    if ((await current()) === name) {
      throw new RostroError(
        'pack_in_use',
        `The pack "${name}" is in use; choose another with "rostro models use PACK" before removing it.`,
      )
    }
    await locked(name, undefined, async () => {
      await rm(folderOf(name), { recursive: true, force: true })
      await rm(stagingOf(name), { recursive: true, force: true })
    })
  }

  async function readModel(name: string, fileName: string, quickestOn?: Device): Promise<Uint8Array> {
    const pack = await manifest(name)
    const file = pack.files.find(one => one.name === fileName)
    if (!file)
      throw new RostroError('pack_invalid', `The pack "${name}" has no file "${fileName}"; its manifest names every file.`)
    const path = join(folderOf(name), file.name)
    const size = await sizeOf(path)
    if (size === undefined) throw missing(pack, file)
    if (size !== file.bytes) throw corrupt(pack, file, path, await sha256OfFile(path))
    const bytes = await readFile(path)
    const sha256 = sha256Of(bytes)
    if (sha256 !== file.sha256) throw corrupt(pack, file, path, sha256)
    if (!quickestOn) return bytes
    const precision = precisionOf(process.env)
    if (quickestOn !== 'cpu') return precision === 'half' ? inHalf(bytes) : bytes
    const mayBeWhole = fileName === pack.networks.embedder.file && precision !== 'float'
    const whole = mayBeWhole && (await computesWholeNumbersHere(quickestOn)) ? await readInt8(pack, folderOf(name)) : undefined
    return whole?.model ?? bytes
  }

  async function locked<T>(name: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return writing(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return withLock(folderOf(name), { ...LOCK, ...options.lock }, signal, work)
    })
  }

  return {
    folder,
    list,
    manifest,
    calibrate,
    adoptInt8,
    int8,
    isReady,
    pull,
    use,
    current,
    previous,
    addFolder,
    verify,
    remove,
    readModel,
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter(entry => entry.isDirectory() && isPackName(entry.name))
      .map(entry => entry.name)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

const remedy = (pack: PackManifest, file: PackFile) =>
  file.from ? `run "rostro models pull ${pack.name}"` : 'run "rostro models add DIR" with the folder it came from'

const missing = (pack: PackManifest, file: PackFile) =>
  new RostroError('model_missing', `${file.name} of the pack "${pack.name}" is not on this machine; ${remedy(pack, file)}.`)

const corrupt = (pack: PackManifest, file: PackFile, path: string, sha256: string) =>
  new RostroError(
    'model_corrupt',
    `${path} has SHA-256 ${sha256} instead of ${file.sha256} and was not loaded; ${remedy(pack, file)} to replace it.`,
  )
