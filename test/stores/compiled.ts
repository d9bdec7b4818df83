// Compiles a script of this project once, so that a test can start it fifty times without waiting for a compiler.

import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { onTestFinished } from 'vitest'

const FOLDERS = ['src/core', 'src/stores', 'test/contracts', 'test/stores']
const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: true }

/** The path of the JavaScript of a TypeScript file; it is removed when the test ends. */
export async function compiled(script: URL): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'rostro-compiled-'))
  onTestFinished(() => rm(out, { recursive: true, force: true }))
  await symlink(resolve('node_modules'), join(out, 'node_modules'))
  await writeFile(join(out, 'package.json'), '{ "type": "module" }')
  for (const folder of FOLDERS) {
    await mkdir(join(out, folder), { recursive: true })
    const files = (await readdir(folder)).filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    for (const file of files) {
      const { outputText } = ts.transpileModule(await readFile(join(folder, file), 'utf8'), { compilerOptions })
      await writeFile(join(out, folder, file.replace(/\.ts$/, '.js')), outputText)
    }
  }
  return join(out, relative('.', fileURLToPath(script)).replace(/\.ts$/, '.js'))
}
