// Makes a Debian system in a folder, with databases that this machine's Debian has not: `npx tsx scripts/debian-root.ts debian-sid`. As root on Debian.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DEBIAN_ROOTS, folderOf, inSystem, type DebianRoot } from '../test/stores/debian-roots.ts'

const LIMIT_MS = 240_000
const INSTALL = ['apt-get', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', 'install'] as const

/** Half a system is never there by its name. @throws what a program of Debian's says */
export function makeDebianRoot(name: DebianRoot): void {
  const { suite, packages } = DEBIAN_ROOTS[name]
  const root = `${folderOf(name)}.${process.pid}`
  mkdirSync(dirname(root), { recursive: true })
  try {
    run('debootstrap', ['--variant=minbase', suite, root])
    // No database of the packages' own is made or started, and nothing waits for a disk.
    mkdirSync(join(root, 'etc/postgresql-common'))
    writeFileSync(join(root, 'etc/postgresql-common/createcluster.conf'), 'create_main_cluster = false\n')
    writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/no-waiting'), 'force-unsafe-io\n')
    run(...inSystem(root, ...INSTALL, ...packages))
    run(...inSystem(root, 'apt-get', 'clean'))
    if (!existsSync(folderOf(name))) renameSync(root, folderOf(name))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const name of process.argv.slice(2) as DebianRoot[]) {
    makeDebianRoot(name)
    console.log(folderOf(name))
  }
}
