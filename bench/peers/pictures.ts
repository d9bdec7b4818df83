// Photos and frames decoded once and laid down as plain RGB, so that every peer gets the same pixels and no decoder of its own.

import { open, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openSource } from '../../src/video/open-source.ts'
import { readPhoto } from '../../src/video/photos.ts'

interface Picture {
  readonly width: number
  readonly height: number
  /** In `pictures.rgb`, bytes. */
  readonly offset: number
}

export interface Pictures {
  readonly photos: readonly (Picture & { readonly name: string })[]
  readonly frames: readonly (Picture & { readonly atMs: number })[]
}

/** Writes `pictures.rgb` and `pictures.json`: the photos, and every `stride`-th frame of the clip. */
export async function writePictures(folder: string, photos: readonly string[], clip: string, stride: number): Promise<void> {
  const file = await open(join(folder, 'pictures.rgb'), 'w')
  let offset = 0
  const add = async ({ width, height, data }: { width: number; height: number; data: Uint8Array }): Promise<Picture> => {
    await file.write(data)
    offset += data.length
    return { width, height, offset: offset - data.length }
  }
  const written: { photos: Pictures['photos'][number][]; frames: Pictures['frames'][number][] } = { photos: [], frames: [] }
  try {
    for (const path of photos)
      written.photos.push({ name: basename(path, '.png'), ...(await add((await readPhoto(path)).image)) })
    for await (const frame of (await openSource(clip)).frames()) {
      if (frame.index % stride === 0) written.frames.push({ atMs: frame.atMs, ...(await add(await frame.image())) })
      frame.close()
    }
  } finally {
    await file.close()
  }
  await writeFile(join(folder, 'pictures.json'), JSON.stringify(written satisfies Pictures))
}
