// A MariaDB of its own in a temporary folder, reached through a socket there; needs MariaDB's programs, and root or a plain user.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { inSystem, SYSTEMS } from './debian-roots.ts'
import { startMysqlKind, type MysqlKind, type MysqlOptions, type MysqlServer } from './mysql-process.ts'

export type MariadbServer = MysqlServer

const programIn = (system: string): string | undefined =>
  ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find(path => existsSync(`${system}${path}`))

/** Every MariaDB there is, and what to call it. */
export const MARIADBS = SYSTEMS.flatMap(system => {
  const program = programIn(system)
  return program === undefined ? [] : [{ name: `MariaDB ${versionOf(system, program)}`, system }]
})

export const hasMariadb = programIn('') !== undefined

const KIND: Omit<MysqlKind, 'program'> = {
  install: ['mariadb-install-db', '--auth-root-authentication-method=normal', '--skip-test-db'],
  /** Fast, and gone with the machine's power: nothing of a test is worth keeping. */
  fast: ['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync', '--innodb-doublewrite=0', '--sync-frm=0'],
  small: ['--innodb-log-file-size=32M'],
  user: 'root',
  prepared: [],
}

export async function startMariadb(options: MysqlOptions = {}): Promise<MariadbServer> {
  const program = programIn(options.system ?? '')
  if (program === undefined) throw new Error('no MariaDB here')
  return startMysqlKind({ ...KIND, program }, options)
}

function versionOf(system: string, program: string): string {
  const said = execFileSync(...inSystem(system, program, '--version'), { encoding: 'utf8' })
  return /(\d+\.\d+)\.\d+-MariaDB/.exec(said)?.[1] ?? '?'
}
