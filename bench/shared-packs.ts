// Packs made of the development networks, which are not for publishing: read from the shared folder, checked by their hashes.

import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openModels } from '../src/app/open-rostro.ts'
import { openNetworks, type OpenedNetworks } from '../src/models/open-networks.ts'
import { mobilePad } from '../src/models/packs/declared/mobile-pad.ts'
import { parseManifest, type PackManifest } from '../src/models/packs/manifest.ts'

const letterboxed = { input: { width: 640, height: 640 } } as const
const SCRFD = { decoder: 'scrfd', channels: 'rgb', mean: 127.5, std: 128, ...letterboxed, minScore: 0.5, nmsIou: 0.4 } as const

/** Pre-processing as in MODELS.md. */
export const SHARED_DETECTORS = {
  'SCRFD 500M': { ...SCRFD, file: 'det_500m.onnx', closeUpSize: 128 },
  'SCRFD 2.5G': { ...SCRFD, file: 'scrfd_2.5g_kps.onnx', closeUpSize: 128 },
  YuNet: {
    decoder: 'yunet',
    file: 'face_detection_yunet_2023mar.onnx',
    channels: 'bgr',
    mean: 0,
    std: 1,
    ...letterboxed,
    minScore: 0.6,
    nmsIou: 0.45,
  },
  'RetinaFace mnet.25': {
    decoder: 'retinaface',
    file: 'retinaface_mnet025_s16s32.onnx',
    channels: 'rgb',
    mean: 0,
    std: 1,
    ...letterboxed,
    minScore: 0.5,
    nmsIou: 0.4,
  },
} as const satisfies Record<string, PackManifest['networks']['detector']>

/** MobileFaceNet-y1. */
export const Y1 = {
  decoder: 'arcface',
  file: 'mobilefacenet_y1_arcface.onnx',
  channels: 'rgb',
  mean: 0,
  std: 1,
  dimensions: 128,
  lengths: { weak: 5.8, typical: 11.5 },
} as const

/** Networks that know their pack. */
export type OpenedPack = OpenedNetworks & { readonly pack: PackManifest }

/** The default pack, pulled when it is not there yet. */
export async function openMobile(threads: number, changes: { readonly minScore?: number } = {}): Promise<OpenedPack> {
  const models = openModels()
  const pack = await models.pull('mobile')
  const { detector } = pack.networks
  const changed = { ...pack, networks: { ...pack.networks, detector: { ...detector, ...changes } } }
  const opened = await openNetworks(changed, name => models.readModel('mobile', name), { device: 'cpu', threads })
  return { ...opened, pack: changed }
}

/** One of the shared detectors with MobileFaceNet-y1; landmarks of the pack `mobile` where the detector gives none. */
export async function openShared(
  folder: string,
  name: keyof typeof SHARED_DETECTORS,
  threads: number,
  changes: Partial<Pick<PackManifest['networks']['detector'], 'minScore' | 'input'>> = {},
): Promise<OpenedPack> {
  const models = openModels()
  const mobile = await models.pull('mobile')
  const detector = SHARED_DETECTORS[name]
  const landmarks = detector.decoder === 'retinaface' ? mobile.networks.landmarks : undefined
  const landmarksFile = landmarks && mobile.files.find(file => file.name === landmarks.file)
  const hashes = await readHashes(folder)
  const file = async (of: string) => ({ name: of, sha256: hashes.get(of), bytes: (await stat(join(folder, of))).size })
  const pack = parseManifest(
    {
      name: 'shared',
      title: `${name} and MobileFaceNet-y1`,
      description: 'Development networks.',
      version: '1',
      licence: { terms: 'see INDEX.md', use: 'non-commercial-research', whoMayUse: 'Nobody outside development.' },
      sources: landmarksFile ? mobile.sources : {},
      files: [await file(detector.file), await file(Y1.file), ...(landmarksFile ? [landmarksFile] : [])],
      networks: {
        detector: { ...detector, ...changes },
        embedder: Y1,
        ...(landmarks && { landmarks }),
      },
      startThreshold: { similarity: 0.5, basis: 'not measured' },
    },
    'the bench pack',
  )
  const opened = await openNetworks(
    pack,
    of => (of === landmarks?.file ? models.readModel('mobile', of) : readShared(folder, of, hashes.get(of) ?? '')),
    { device: 'cpu', threads },
  )
  return { ...opened, pack }
}

/**
 * The pack `mobile-pad`, its two networks of minivision taken from the shared folder: the same weights in files of other hashes,
 * because the exports carry other metadata.
 */
export async function openSharedPad(folder: string, threads: number): Promise<OpenedPack> {
  const models = openModels()
  await models.pull('mobile')
  const hashes = await readHashes(folder)
  const files = await Promise.all(
    mobilePad.files.map(async ({ from, ...file }) => {
      const sha256 = hashes.get(file.name)
      return sha256 === undefined ? { ...file, from } : { ...file, sha256, bytes: (await stat(join(folder, file.name))).size }
    }),
  )
  const pack = parseManifest({ ...mobilePad, name: 'shared-pad', files }, 'the bench pack')
  const networks = await openNetworks(
    pack,
    file => (hashes.has(file) ? readShared(folder, file, hashes.get(file)!) : models.readModel('mobile', file)),
    { device: 'cpu', threads },
  )
  return { ...networks, pack }
}

async function readShared(folder: string, file: string, sha256: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, file))
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${file} does not have its SHA-256.`)
  return bytes
}

async function readHashes(folder: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trim().split('\n')
  return new Map(lines.map(line => line.split(/\s+/)).map(([hash, file]) => [file!, hash!]))
}
