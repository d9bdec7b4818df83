// Compiles a script of this project once, so that it can be started fifty times without waiting for a compiler.

import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const FOLDERS = ['src/core', 'src/sealing', 'src/stores', 'test/contracts', 'test/stores']
const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: true }

/** The path of the JavaScript of a TypeScript file, in a folder that is there. */
export async function compile(script: URL, out: string): Promise<string> {
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
