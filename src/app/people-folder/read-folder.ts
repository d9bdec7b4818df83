// Reads a folder of the open format as what it is, a stranger's: bounded, checked line by line, and never outside of it.

import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { z } from 'zod'
import { messageOf, RostroError } from '../../core/errors.ts'
import { ExportedPerson, Heading, MOST, PEOPLE_FILE, type ExportedPhoto } from './format.ts'

export interface PeopleFolder {
  readonly heading: Heading
  readonly people: number
  /** In the order of the file. @throws RostroError export_invalid */
  read(): AsyncGenerator<ExportedPerson>
  /** @throws RostroError export_invalid for a file that is missing, too large, elsewhere, or not the one that was exported */
  photo(photo: Pick<ExportedPhoto, 'file' | 'sha256'>): Promise<Uint8Array | undefined>
}

/** Whether people were exported into this folder. */
export const isPeopleFolder = (folder: string): Promise<boolean> =>
  stat(join(folder, PEOPLE_FILE)).then(
    found => found.isFile(),
    () => false,
  )

/** Reads everybody once, so that a folder with a mistake in it is refused before anybody is imported. @throws RostroError export_invalid */
export async function openPeopleFolder(folder: string): Promise<PeopleFolder> {
  const file = join(folder, PEOPLE_FILE)
  const first = await linesOf(file).next()
  if (first.done) throw invalid(file, 'it is empty')
  const heading = parsed(Heading, first.value, file, 1)
  const read = async function* () {
    let number = 0
    for await (const line of linesOf(file)) {
      if (++number > 1) yield parsed(ExportedPerson, line, file, number)
    }
  }
  let people = 0
  for (const reader = read(); !(await reader.next()).done;) people++
  const root = (await realpath(folder)) + sep
  return { heading, people, read, photo: photo => readPhotoFile(root, photo) }
}

async function* linesOf(file: string): AsyncGenerator<string, void, void> {
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024 })
  try {
    let waiting: Buffer[] = []
    let size = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([...waiting, chunk.subarray(from, end)]).toString('utf8')
        from = end + 1
        waiting = []
        size = 0
      }
      waiting.push(chunk.subarray(from))
      size += chunk.length - from
      if (size > MOST.lineBytes) throw invalid(file, `a line has more than ${MOST.lineBytes} bytes`)
    }
    if (size > 0) yield Buffer.concat(waiting).toString('utf8')
  } catch (error) {
    if (error instanceof RostroError) throw error
    throw new RostroError('file_not_found', `Cannot read ${file} (${messageOf(error)}); check that it may be read.`, {
      cause: error,
    })
  } finally {
    stream.destroy()
  }
}

function parsed<T>(schema: z.ZodType<T>, line: string, file: string, number: number): T {
  const where = `${file}, line ${number}`
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw invalid(where, 'this is not JSON', error)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw invalid(where, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is wrong'}`)
}

async function readPhotoFile(
  root: string,
  { file, sha256 }: Pick<ExportedPhoto, 'file' | 'sha256'>,
): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined
  const path = join(root, file)
  try {
    // A link in the folder could lead anywhere.
    if (!(await realpath(path)).startsWith(root)) throw invalid(path, 'it lies outside of the folder')
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const found = await handle.stat()
      if (!found.isFile() || found.size > MOST.photoBytes) throw invalid(path, `it has more than ${MOST.photoBytes} bytes`)
      const bytes = await handle.readFile()
      const hash = createHash('sha256').update(bytes).digest('hex')
      if (sha256 !== undefined && sha256 !== hash) throw invalid(path, 'it is not the photo that was exported')
      return bytes
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof RostroError) throw error
    throw invalid(path, messageOf(error), error)
  }
}

const invalid = (where: string, how: string, cause?: unknown): RostroError =>
  new RostroError('export_invalid', `Cannot import ${where}: ${how}; export it again, or correct it as docs/export.md says.`, {
    cause,
  })
