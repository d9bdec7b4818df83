// Every database server that this machine or a Debian root of it can start.

import type { MysqlOptions } from './mysql-process.ts'
import { MARIADBS, startMariadb } from './mariadb-server.ts'
import { MYSQLS, startMysql } from './mysql-server.ts'
import { POSTGRESES, startPostgres } from './postgres-server.ts'

export const DATABASES = [
  ...POSTGRESES.map(({ name, system }) => ({ name, start: (options?: MysqlOptions) => startPostgres({ ...options, system }) })),
  ...MARIADBS.map(({ name, system }) => ({ name, start: (options?: MysqlOptions) => startMariadb({ ...options, system }) })),
  ...MYSQLS.map(({ name, system }) => ({ name, start: (options?: MysqlOptions) => startMysql({ ...options, system }) })),
]
