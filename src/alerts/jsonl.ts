// Appends alerts to a file, a line each, on the disk before it says so. Readable by the owner only.

import { constants } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonlTarget } from './rule.ts'
import type { Sink } from './sink.ts'

/** @param folder the data folder's `alerts` */
export function createJsonl({ file }: Pick<JsonlTarget, 'file'>, folder: string): Sink {
  return {
    async deliver(alert) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
      const handle = await open(join(folder, file), O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW || 0), 0o600)
      try {
        const line = `${JSON.stringify(alert)}\n`
        await handle.appendFile((await endsInMidLine(handle)) ? `\n${line}` : line)
        await handle.datasync()
      } finally {
        await handle.close()
      }
    },
    close: () => Promise.resolve(),
  }
}

/** A crash, or a disk that was full, cut the last line off: the next alert must not be glued to it. */
async function endsInMidLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat()
  if (size === 0) return false
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 0x0a
}
