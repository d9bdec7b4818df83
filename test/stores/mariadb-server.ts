// A MariaDB of its own in a temporary folder, reached through a socket there; needs MariaDB's programs, and root or a plain user.

import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const SERVER = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find(path => existsSync(path))

/** Fast, and gone with the machine's power: nothing of a test is worth keeping. */
const FAST = ['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync', '--innodb-doublewrite=0', '--sync-frm=0']
const SMALL = ['--skip-networking', '--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M', '--skip-log-bin']

/** Making tables waits for a disk whatever the settings, and what a process wrote outlives it here, too. */
const MEMORY = '/dev/shm'

const quick = (): string => (existsSync(MEMORY) ? MEMORY : tmpdir())

export interface MariadbServer {
  address(database?: string): string
  start(): Promise<void>
  kill(): Promise<void>
  remove(): Promise<void>
}

export const hasMariadb = SERVER !== undefined

export async function startMariadb({ durable = false, within = quick() } = {}): Promise<MariadbServer> {
  if (SERVER === undefined) throw new Error('no MariaDB here')
  const folder = await mkdtemp(join(within, 'rostro-my-'))
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const common = ['--no-defaults', `--datadir=${join(folder, 'cluster')}`, ...user]
  await run('mariadb-install-db', [...common, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const socket = join(folder, 'socket')
  let child: ChildProcess | undefined
  const server: MariadbServer = {
    address: (database = 'rostro') => `mysql://root@localhost/${database}?socket=${encodeURIComponent(socket)}`,
    start: async () => {
      const settings = [...(durable ? [] : FAST), ...SMALL, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`]
      child = spawn(SERVER, [...common, ...settings], { stdio: ['ignore', 'ignore', 'pipe'] })
      const ended = once(child, 'exit').then(() => {
        throw new Error('MariaDB did not start')
      })
      await Promise.race([ready(child), ended])
      ended.catch(() => undefined)
    },
    kill: async () => {
      if (child?.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
    remove: async () => {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  await run('mariadb', ['--no-defaults', `--socket=${socket}`, '-u', 'root', '-e', 'create database rostro'])
  return server
}

async function ready(child: ChildProcess): Promise<void> {
  for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes('ready for connections')) break
  }
  child.stderr!.resume()
}
