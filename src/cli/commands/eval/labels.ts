// A file of labels, and the folder of the photos it names.

import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { RostroError } from '../../../core/errors.ts'

export interface Labels {
  readonly text: string
  /** The file's name, for messages and reports. */
  readonly name: string
  /** Where a photo lies. */
  readonly pathOf: (image: string) => string
}

/** @param images the folder of the photos; the one of the file when undefined. @throws RostroError file_not_found */
export async function readLabels(file: string, images: string = dirname(file)): Promise<Labels> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot read ${file}: check that it exists and may be read.`, { cause })
  })
  return { text, name: basename(file), pathOf: image => resolve(images, image) }
}
