// What took long to see, in one file of lines: appended as it is seen, so that a measurement that was stopped goes on.

import { createHash } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

export interface Kept<T> {
  /** What was seen of this before, or what `see` gives now. `key` names everything it depends on but what the file's name says. */
  get(key: readonly unknown[], see: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Without a file nothing is kept. A line that cannot be read, as the last one of a run that was killed, is seen anew. */
export async function openKept<T>(file: string | undefined, values: z.ZodType<T>): Promise<Kept<T>> {
  if (file === undefined) return { get: (_, see) => see(), close: () => Promise.resolve() }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const Line = z.object({ key: z.string(), value: values })
  const known = new Map<string, T>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const parsed = Line.safeParse(tryJson(line))
    if (parsed.success) known.set(parsed.data.key, parsed.data.value)
  }
  const lines = await open(file, 'a', 0o600)
  if (text !== '' && !text.endsWith('\n')) await lines.appendFile('\n')
  return {
    async get(parts, see) {
      const key = hashOf(parts)
      const before = known.get(key)
      if (before !== undefined) return before
      const value = await see()
      known.set(key, value)
      await lines.appendFile(`${JSON.stringify({ key, value })}\n`)
      return value
    },
    close: () => lines.close(),
  }
}

/** Of bytes, their content; of anything else, its JSON. 32 hexadecimal digits. */
export function hashOf(of: Uint8Array | readonly unknown[]): string {
  const content = of instanceof Uint8Array ? of : JSON.stringify(of)
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
