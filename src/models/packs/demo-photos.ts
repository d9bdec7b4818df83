// The sample photos of the demo: freely licensed pictures in an npm package, pulled and verified like a model.

import { join } from 'node:path'
import { sha256OfFile, sizeOf } from './files.ts'
import type { PackFile } from './manifest.ts'
import { DOWNLOAD, type PullOptions } from './model-cache.ts'
import { pullFiles } from './pull.ts'
import { readNpmOptions } from './sources/npm-config.ts'

/** `@vladmandic/face-api`, MIT, has six group photos in its demo folder. */
const PACKAGE = {
  name: 'demo-photos',
  sources: {
    npm: {
      kind: 'npm',
      name: '@vladmandic/face-api',
      version: '1.7.15',
      integrity: 'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
      bytes: 12_677_476,
    },
  },
} as const

const PHOTOS: readonly PackFile[] = [
  photo(1, '8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51', 144_516),
  photo(2, '7d2b60ae6f13bf30f422e04df87451081a02c83de469056f25afb44b7000c691', 181_758),
  photo(3, '8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936', 221_049),
  photo(4, '729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc', 210_824),
  photo(5, '6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938', 166_400),
  photo(6, '9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87', 302_445),
]

function photo(number: number, sha256: string, bytes: number): PackFile {
  const name = `sample${number}.jpg`
  return { name, sha256, bytes, from: { source: 'npm', path: `demo/${name}` } }
}

/** Paths of the photos, pulled into `<home>/demo` when they are not there. @throws RostroError download_failed, file_not_writable */
export async function pullDemoPhotos(
  home: string,
  { onProgress = () => {}, signal = new AbortController().signal }: PullOptions = {},
): Promise<string[]> {
  const folder = join(home, 'demo')
  const wrong: PackFile[] = []
  for (const file of PHOTOS) {
    const path = join(folder, file.name)
    if ((await sizeOf(path)) !== file.bytes || (await sha256OfFile(path)) !== file.sha256) wrong.push(file)
  }
  if (wrong.length > 0) {
    // Two demos at once each unpack in a folder of their own; what they move into place is the same.
    await pullFiles(PACKAGE, wrong, folder, {
      staging: join(folder, `.incoming-${process.pid}`),
      onProgress,
      signal,
      download: DOWNLOAD,
      npmOptions: () => readNpmOptions(process.env),
    })
  }
  return PHOTOS.map(file => join(folder, file.name))
}
