// The process of a MySQL or MariaDB server in a temporary folder: its start, its kill, and a connection as its root.

import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { inSystem } from './debian-roots.ts'

const run = promisify(execFile)

const COMMON = ['--skip-networking', '--innodb-buffer-pool-size=64M', '--skip-log-bin']

/** Making tables waits for a disk whatever the settings, and what a process wrote outlives it here, too. */
const MEMORY = '/dev/shm'

const quick = (): string => (existsSync(MEMORY) ? MEMORY : tmpdir())

export interface MysqlServer {
  /** Its data folder. */
  readonly data: string
  address(database?: string): string
  /** Runs statements one after the other as the server's root. */
  execute(...statements: readonly string[]): Promise<void>
  start(): Promise<void>
  /** Whether it has not ended. */
  runs(): boolean
  /** Ends it so that its files are whole. */
  stop(): Promise<void>
  kill(): Promise<void>
  remove(): Promise<void>
}

export interface MysqlOptions {
  /** Whether what was confirmed outlives the machine's power. */
  readonly durable?: boolean
  readonly within?: string
  /** The folder of a Debian; the machine's own by default. */
  readonly system?: string
  /** Further settings of the server. */
  readonly settings?: readonly string[]
}

/** What differs between the two. */
export interface MysqlKind {
  readonly program: string
  /** Makes an empty data folder; the folder and the user follow. */
  readonly install: readonly [string, ...string[]]
  readonly fast: readonly string[]
  readonly small: readonly string[]
  /** Who a test is to the server, as it stands in an address. */
  readonly user: string
  /** What the server is told once. */
  readonly prepared: readonly string[]
}

export async function startMysqlKind(kind: MysqlKind, options: MysqlOptions = {}): Promise<MysqlServer> {
  const { durable = false, within = quick(), system = '', settings = [] } = options
  const folder = await mkdtemp(join(within, 'rostro-my-'))
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const data = join(folder, 'cluster')
  // A server that starts removes the temporary tables of its folder, whosever they are.
  const temporary = join(folder, 'temporary')
  await mkdir(temporary)
  const common = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${temporary}`, ...user]
  const [installer, ...words] = kind.install
  await run(...inSystem(system, installer, ...common, ...words))
  const socket = join(folder, 'socket')
  let child: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (!server.runs()) return
    const exit = once(child!, 'exit')
    child!.kill(signal)
    await exit
  }
  const server: MysqlServer = {
    data,
    address: (database = 'rostro') => `mysql://${kind.user}@localhost/${database}?socket=${encodeURIComponent(socket)}`,
    execute: async (...statements) => {
      const client = await mysql.createConnection({ user: 'root', socketPath: socket })
      try {
        for (const statement of statements) await client.query(statement)
      } finally {
        await client.end()
      }
    },
    start: async () => {
      const own = [`--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`]
      const given = [...(durable ? [] : kind.fast), ...COMMON, ...kind.small, ...settings, ...own]
      child = spawn(...inSystem(system, kind.program, ...common, ...given), { stdio: ['ignore', 'ignore', 'pipe'] })
      await ready(child, kind.program)
    },
    runs: () => child?.exitCode === null && child.signalCode === null,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    remove: async () => {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  await server.execute('create database rostro', ...kind.prepared)
  return server
}

/** @throws with all that the server said instead */
async function ready(child: ChildProcess, program: string): Promise<void> {
  const said: string[] = []
  for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
    said.push(String(chunk))
    if (String(chunk).includes('ready for connections')) {
      child.stderr!.resume()
      return
    }
  }
  throw new Error(`${program} did not start: ${said.join('')}`)
}
