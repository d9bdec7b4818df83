// Runs bench code on the built `dist` in a plain `node`, as a user's machine does: no compiler in memory, no tsx.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

const CACHE = resolve('node_modules/.cache/rostro-bench')
const DIST = resolve('dist')
const CLI = join(DIST, 'cli/rostro.cjs')

export const isBuilt = (): boolean => existsSync(CLI)

/** Writes the named files of bench/ as JavaScript whose imports from src/ lead to dist/; returns the path of the first. */
export async function compileBench(names: readonly string[]): Promise<string> {
  await mkdir(CACHE, { recursive: true })
  await writeFile(join(CACHE, 'package.json'), '{"type":"module"}')
  for (const name of names) {
    await mkdir(dirname(join(CACHE, name)), { recursive: true })
    const { outputText } = ts.transpileModule(await readFile(join('bench', `${name}.ts`), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    await writeFile(join(CACHE, `${name}.js`), outputText.replaceAll(/(['"])\.\.\/src\//g, `$1${pathToFileURL(DIST).href}/`))
  }
  return join(CACHE, `${names[0]!}.js`)
}

/** The one JSON line a script prints. */
export async function runScript<T>(script: string, args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const code = await new Promise<number | null>(done => child.on('close', done))
  if (code !== 0) throw new Error(`${script} ended with exit code ${code ?? 'none'}.`)
  return JSON.parse(printed) as T
}

export interface CliRun {
  /** From process start to the first `decided` line with a name; undefined when nobody was named. */
  readonly firstNameMs: number | undefined
  readonly rssMb: number
}

const REPORT_RSS = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('\\nmaxRSS ' + process.resourceUsage().maxRSS))",
)}`

/** `rostro recognize --source CLIP --json` to its end. */
export async function runCli(clip: string, home: string): Promise<CliRun> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', REPORT_RSS, CLI, 'recognize', '--source', clip, '--json'], {
    env: { ...process.env, ROSTRO_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let notes = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (notes += text))
  let firstNameMs: number | undefined
  const closed = new Promise<number | null>(done => child.on('close', done))
  for await (const line of createInterface(child.stdout)) {
    const { type, name } = JSON.parse(line) as { type: string; name: string | null }
    if (type === 'decided' && name !== null) firstNameMs ??= performance.now() - startedAt
  }
  if ((await closed) !== 0) throw new Error(`rostro recognize failed: ${notes}`)
  return { firstNameMs, rssMb: (Number(/maxRSS (\d+)/.exec(notes)?.[1]) * 1024) / 1e6 }
}
