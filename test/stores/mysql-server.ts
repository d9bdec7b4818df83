// A MySQL of its own in a temporary folder, reached through a socket there by a user with a password; needs MySQL's programs.

import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { inSystem, SYSTEMS } from './debian-roots.ts'
import { startMysqlKind, type MysqlKind, type MysqlOptions, type MysqlServer } from './mysql-process.ts'

const PROGRAM = '/usr/sbin/mysqld'

/** Debian calls MariaDB so, too. */
const isIn = (system: string): boolean =>
  existsSync(`${system}${PROGRAM}`) && realpathSync(`${system}${PROGRAM}`).endsWith('mysqld')

/** Every MySQL there is, and what to call it. */
export const MYSQLS = SYSTEMS.filter(isIn).map(system => ({ name: `MySQL ${versionOf(system)}`, system }))

const KIND: MysqlKind = {
  program: PROGRAM,
  install: [PROGRAM, '--initialize-insecure', '--innodb-redo-log-capacity=32M'],
  fast: ['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync', '--innodb-doublewrite=0'],
  small: ['--innodb-redo-log-capacity=32M', '--mysqlx=OFF', '--secure-file-priv=NULL'],
  user: 'rostro:secret',
  prepared: [`create user rostro identified by 'secret'`, 'grant all on *.* to rostro'],
}

export const startMysql = (options: MysqlOptions = {}): Promise<MysqlServer> => startMysqlKind(KIND, options)

function versionOf(system: string): string {
  const said = execFileSync(...inSystem(system, PROGRAM, '--version'), { encoding: 'utf8' })
  return /Ver (\d+\.\d+)/.exec(said)?.[1] ?? '?'
}
