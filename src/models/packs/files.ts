// Files that either are wholly there or not at all: hashing, atomic writes, moves that survive power loss.

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { RostroError } from '../../core/errors.ts'
import { moveDurably } from '../../core/move-durably.ts'

/** Lower-case hexadecimal SHA-256 of a file of any size, read in pieces. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

export const sha256Of = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Size in bytes, or undefined where there is no such file. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Replaces the file's content: after this resolves the new content survives power loss, before it the old one does. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
    } finally {
      await file.close()
    }
    await moveDurably(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Undefined for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')

/** The system's error code (`ENOSPC`, `ECONNREFUSED` …), also of a cause; undefined where there is none. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}

/** The one trouble of writing that has the same remedy wherever it strikes. */
export const isDiskFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')

const UNWRITABLE = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR']

/** Runs what writes below `folder`. @throws RostroError file_not_writable where the system refuses */
export async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof RostroError ? undefined : codeOf(error)
    if (code === undefined || !UNWRITABLE.includes(code)) throw error
    throw new RostroError(
      'file_not_writable',
      `Cannot write to ${folder} (${code}); make room, or set ROSTRO_HOME to a folder of yours.`,
      { cause: error },
    )
  }
}
