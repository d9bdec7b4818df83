// Runs the command line as its user does: the built program in a process of its own, in a place of its own.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lock } from 'proper-lockfile'
import type { Place } from './place.ts'

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly ended: Promise<Ended>
  /** Waits until stdout or stderr shows this. Rejects when the program ends without. */
  shows(pattern: RegExp | string): Promise<void>
  /** What stdout and stderr said so far. */
  soFar(): string
  /** As typed or piped. */
  type(text: string): void
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
  /** Stops reading stdout, as `| head` does. */
  closeStdout(): void
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What stdin says before it ends. Default: nothing. */
  readonly stdin?: string
  /** Of Node. */
  readonly flags?: readonly string[]
}

/** Runs a command to its end. */
export const rostro = async (place: Place, args: readonly string[], options: RunOptions = {}): Promise<Ended> => {
  const running = await startRostro(place, args, options)
  return running.ended
}

/** Runs another program of this project, from the project's folder, where the CLI would run. */
export async function runScript(place: Place, args: readonly string[], { env }: RunOptions): Promise<Ended> {
  await cliFile()
  const child = spawn(process.execPath, args, { env: environment(place, env), stdio: ['ignore', 'pipe', 'pipe'] })
  return observe(child, place).ended
}

/** Starts a command; its stdin stays open unless `stdin` is given. */
export async function startRostro(place: Place, args: readonly string[], options: RunOptions = {}): Promise<Running> {
  const child = spawn(process.execPath, [...(options.flags ?? []), await cliFile(), ...args], {
    cwd: place.work,
    env: environment(place, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A program that ended does not read what is typed.
  child.stdin.on('error', () => {})
  child.stdin.write(options.stdin ?? '')
  return observe(child, place)
}

/** Starts the command at a terminal of its own (`script` of util-linux); what it prints comes as stdout. */
export async function startAtTerminal(place: Place, args: readonly string[], options: RunOptions = {}): Promise<Running> {
  const command = [process.execPath, await cliFile(), ...args].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols 80 rows 24; ${command}`, '/dev/null'], {
    cwd: place.work,
    env: { ...environment(place, options.env), TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {})
  return observe(child, place)
}

/** The user's settings that would change what is printed or where it is kept do not count here. */
function environment(place: Place, extra: RunOptions['env']): NodeJS.ProcessEnv {
  const own = { ROSTRO_HOME: place.home, HOME: place.user, TMPDIR: place.temporary, ...extra }
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(ROSTRO_|ORT_|CI$|DISPLAY$|WAYLAND_DISPLAY$|FORCE_COLOR|NO_COLOR|COLORTERM|XDG_|VITEST)/.test(name),
  )
  return { ...Object.fromEntries(inherited), ...own }
}

function observe(child: ChildProcess, place: Place): Running {
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  const heard = () => {
    for (const check of waiting) check()
  }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    heard()
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    heard()
  })
  let over = false
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed)
    child.once('close', code => {
      over = true
      done({ code, stdout, stderr })
      heard()
    })
  })
  place.onRemove(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    ended,
    shows: pattern =>
      new Promise((found, missed) => {
        const check = () => {
          const there =
            typeof pattern === 'string' ? (stdout + stderr).includes(pattern) : pattern.test(stdout) || pattern.test(stderr)
          if (!there && !over) return
          waiting.delete(check)
          if (there) found()
          else missed(new Error(`rostro ended without saying ${String(pattern)}. It said:\n${stdout}\n${stderr}`))
        }
        waiting.add(check)
        check()
      }),
    soFar: () => `${stdout}\n${stderr}`,
    type: text => child.stdin!.write(text),
    signal: name => child.kill(name),
    closeStdout: () => child.stdout!.destroy(),
  }
}

let built: Promise<string> | undefined

/** The program `npm run build` makes; built now if the sources are newer. */
export const cliFile = (): Promise<string> => (built ??= buildIfStale())

async function buildIfStale(): Promise<string> {
  const cli = resolve('dist/cli/rostro.cjs')
  if (await isFresh(cli)) return cli
  const release = await lock(resolve('package.json'), { lockfilePath: resolve('node_modules/.rostro-build.lock'), retries: 60 })
  try {
    if (!(await isFresh(cli))) await run('npm', ['run', '--silent', 'build'])
  } finally {
    await release()
  }
  return cli
}

/** The page is built after the program. */
async function isFresh(cli: string): Promise<boolean> {
  const page = resolve('dist/web/reference/index.html')
  if (!existsSync(cli) || !existsSync(page)) return false
  const built = [await isUpToDate('src', resolve('dist/.tsbuildinfo')), await isUpToDate('web', page)]
  return built.every(Boolean)
}

/** Whether nothing in the folder is newer than what was built of it. */
async function isUpToDate(folder: string, built: string): Promise<boolean> {
  const builtAt = (await stat(built)).mtimeMs
  const sources = (await readdir(folder, { recursive: true })).filter(
    name => /\.(tsx?|css|html|svg|js)$/.test(name) && !name.endsWith('.test.ts'),
  )
  const times = await Promise.all(sources.map(async name => (await stat(join(folder, name))).mtimeMs))
  return Math.max(...times) <= builtAt
}

async function run(program: string, args: readonly string[]): Promise<void> {
  // vitest's own NODE_ENV would build the page with React's slow development code.
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } })
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with exit code ${code ?? 'none'}.`)
}
