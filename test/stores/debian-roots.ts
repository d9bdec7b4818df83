// Debian systems in folders beside the machine's own, with versions of databases that it has not: where they are, and how their programs are run.

import { existsSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

const CACHE = join(homedir(), '.cache', 'rostro-test')

/** Name → Debian's name for it, and what it is for. `scripts/debian-root.ts` makes them. */
export const DEBIAN_ROOTS = {
  'debian-13': {
    suite: 'trixie',
    has: 'PostgreSQL 17, pgvector and MariaDB 11.8',
    packages: ['postgresql-17', 'postgresql-17-pgvector', 'mariadb-server-core', 'mariadb-client-core'],
  },
  'debian-sid': { suite: 'sid', has: 'MySQL', packages: ['mysql-server-core'] },
} as const
export type DebianRoot = keyof typeof DEBIAN_ROOTS

export const folderOf = (name: DebianRoot): string => join(CACHE, name)

/** The machine's own system, and the roots that are there. */
export const SYSTEMS: readonly string[] = ['', folderOf('debian-13'), folderOf('debian-sid')].filter(
  root => root === '' || (process.getuid?.() === 0 && existsSync(root)),
)

/** Mounts are the command's own and go with it. A path of a temporary folder means the same inside and outside. */
const ENTER = 'for d in /proc /dev "$TMPDIR"; do mkdir -p "$0$d"; mount --rbind "$d" "$0$d"; done; cd /; exec chroot "$0" "$@"'

/** A command, run in a system. */
export function inSystem(root: string, ...command: readonly [string, ...string[]]): [string, string[]] {
  const [program, ...args] = command
  return root === '' ? [program, args] : ['env', [`TMPDIR=${tmpdir()}`, 'unshare', '-m', 'sh', '-c', ENTER, root, ...command]]
}
