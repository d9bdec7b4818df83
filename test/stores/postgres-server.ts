// A PostgreSQL of its own in a temporary folder, reached through a socket there; needs PostgreSQL's programs, and root or a plain user.

import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inSystem, SYSTEMS } from './debian-roots.ts'

const run = promisify(execFile)

/** Fast, and gone with the machine's power: nothing of a test is worth keeping. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
const SMALL = ['listen_addresses=', 'shared_buffers=32MB', 'max_connections=40', 'max_wal_size=256MB', 'log_min_messages=fatal']

const MEMORY = '/dev/shm'

/** In memory, where there is such a folder. */
const quick = (): string => (existsSync(MEMORY) ? MEMORY : tmpdir())

export interface PostgresServer {
  /** Its data folder. */
  readonly data: string
  /** The address of a database on it. */
  address(database?: string): string
  start(): Promise<void>
  /** Whether it has not ended. */
  runs(): boolean
  stop(how: 'fast' | 'immediate'): Promise<void>
  /** `kill -9` of every process of it. */
  kill(): Promise<void>
  remove(): Promise<void>
}

/** Where PostgreSQL's programs are in a system, if they are anywhere. */
export function postgresPrograms(system = ''): string | undefined {
  const version = versionIn(system)
  return version === undefined ? undefined : join('/usr/lib/postgresql', String(version), 'bin')
}

/** Every PostgreSQL there is, and what to call it. */
export const POSTGRESES = SYSTEMS.flatMap(system => {
  const version = versionIn(system)
  return version === undefined ? [] : [{ name: `PostgreSQL ${version}`, system }]
})

interface Options {
  /** Whether what was confirmed outlives the machine's power. */
  readonly durable?: boolean
  readonly within?: string
  /** The folder of a Debian; the machine's own by default. */
  readonly system?: string
  /** Further settings of the server. */
  readonly settings?: readonly string[]
  /** Further words for initdb. */
  readonly made?: readonly string[]
}

export async function startPostgres(options: Options = {}): Promise<PostgresServer> {
  const { durable = false, within = quick(), system = '', settings: more = [], made = [] } = options
  const programs = postgresPrograms(system)
  if (!programs) throw new Error('no PostgreSQL here')
  const folder = await mkdtemp(join(within, 'rostro-pg-'))
  const asRoot = process.getuid?.() === 0
  // PostgreSQL refuses to run as root.
  const asOwner = asRoot ? (['runuser', '-u', 'postgres', '--'] as const) : []
  const program = (name: string, ...args: string[]) => {
    const [first, ...rest] = [...asOwner, join(programs, name), ...args] as [string, ...string[]]
    return run(...inSystem(system, first, ...rest), { cwd: '/' })
  }
  if (asRoot) await run(...inSystem(system, 'chown', 'postgres', folder))
  await chmod(folder, 0o755)
  const data = join(folder, 'cluster')
  await program('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '--locale=C', '-E', 'UTF8', ...made)
  const settings = [...(durable ? [] : FAST), ...SMALL, ...more, `unix_socket_directories=${folder}`].map(
    setting => `-c ${setting}`,
  )
  const lock = join(data, 'postmaster.pid')
  const firstProcess = () => Number(readFileSync(lock, 'utf8').split('\n')[0])
  const server: PostgresServer = {
    data,
    address: (database = 'postgres') => `postgres:///${database}?user=postgres&host=${encodeURIComponent(folder)}`,
    start: async () => {
      const log = join(folder, 'log')
      await program('pg_ctl', '-D', data, '-w', '-s', '-l', log, '-o', settings.join(' '), 'start').catch((error: unknown) => {
        throw new Error(readFileSync(log, 'utf8'), { cause: error })
      })
    },
    stop: async how => {
      await program('pg_ctl', '-D', data, '-w', '-s', '-m', how, 'stop')
    },
    runs: () => existsSync(lock) && existsSync(`/proc/${firstProcess()}/exe`),
    kill: async () => {
      const first = firstProcess()
      const others = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ').map(Number)
      // Without the first, nobody is told of the others' end and starts anything.
      for (const pid of [first, ...others]) end(pid)
      // What they share is free when the last is gone.
      while ([first, ...others].some(pid => existsSync(`/proc/${pid}/exe`))) await setImmediate()
      // Where nobody buries it, its number stays taken, and PostgreSQL would take it for another server.
      for (const left of [lock, join(folder, '.s.PGSQL.5432.lock')]) await rm(left)
    },
    remove: async () => {
      await server.stop('immediate').catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

export function versionIn(system: string): number | undefined {
  const folder = `${system}/usr/lib/postgresql`
  const versions = existsSync(folder) ? readdirSync(folder) : []
  return versions.map(Number).sort((a, b) => b - a)[0]
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ESRCH') throw error
  }
}
