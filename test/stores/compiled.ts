// A script of this project, compiled for as long as a test runs.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { compile } from './compile.ts'

/** The path of the JavaScript of a TypeScript file; it is removed when the test ends. */
export async function compiled(script: URL): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'rostro-compiled-'))
  onTestFinished(() => rm(out, { recursive: true, force: true }))
  return compile(script, out)
}
