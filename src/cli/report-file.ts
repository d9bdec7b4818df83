// Files that a measurement is written to: whether they can be, and for whose eyes.

import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { RostroError } from '../core/errors.ts'

/** Asked before the work, not after it. @throws RostroError file_not_writable */
export async function checkWritable(file: string | undefined): Promise<void> {
  if (file === undefined) return
  const isFolder = await stat(file).then(
    found => found.isDirectory(),
    () => false,
  )
  if (isFolder) throw new RostroError('file_not_writable', `${file} is a folder; name a file to write.`)
  await access(dirname(resolve(file)), constants.W_OK).catch((cause: unknown) => {
    throw new RostroError('file_not_writable', `${file} cannot be written: check that its folder exists and may be written.`, {
      cause,
    })
  })
}

/** For the owner's eyes only: reports hold names, and may hold faces. @throws RostroError file_not_writable */
export async function writeReport(file: string | undefined, text: () => string | Promise<string>): Promise<void> {
  if (file === undefined) return
  const content = await text()
  try {
    const handle = await open(file, 'w', 0o600)
    try {
      // A file that was there before keeps its own mode otherwise.
      await handle.chmod(0o600)
      await handle.writeFile(content)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new RostroError('file_not_writable', `${file} cannot be written: check folder, permissions and free space.`, { cause })
  }
}
