// Installs the programs that tests need and npm has not: on Debian and as root only; elsewhere those tests say what they miss.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { getuid } from 'node:process'
import { messageOf } from '../src/core/errors.ts'
import { DEBIAN_ROOTS, folderOf } from '../test/stores/debian-roots.ts'
import { makeDebianRoot } from './debian-root.ts'

/** What a package is known by. Chromium for the pages, mosquitto for MQTT, the others for stores. */
const PROGRAMS = {
  'chromium-headless-shell': ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
  mosquitto: ['/usr/sbin/mosquitto'],
  postgresql: ['/usr/lib/postgresql'],
  'mariadb-server': ['/usr/sbin/mariadbd'],
  debootstrap: ['/usr/sbin/debootstrap'],
}
const LIMIT_MS = 300_000
const canInstall = existsSync('/usr/bin/apt-get') && getuid?.() === 0

const missing = Object.entries(PROGRAMS).flatMap(([name, paths]) => (paths.some(path => existsSync(path)) ? [] : [name]))

if (missing.length > 0 && canInstall) {
  process.stdout.write(`Installing for the tests: ${missing.join(', ')}\n`)
  apt('update', '-qq')
  for (const name of missing) {
    if (!apt('install', '-y', '-qq', '--no-install-recommends', name))
      process.stdout.write(`${name} could not be installed: the tests that need it are skipped.\n`)
  }
}

// About a minute, beside the checks. Debian's unstable is another every day: what it has is tried when somebody asks for it.
if (!existsSync(folderOf('debian-13'))) {
  try {
    if (!canInstall) throw new Error('that takes root on Debian')
    process.stdout.write('Making a Debian 13 for the tests\n')
    makeDebianRoot('debian-13')
  } catch (error) {
    process.stdout.write(`No Debian 13 in ${folderOf('debian-13')} (${messageOf(error)}): ${skipped('debian-13')}.\n`)
  }
}
if (!existsSync(folderOf('debian-sid'))) {
  process.stdout.write(`${skipped('debian-sid')}; \`npx tsx scripts/debian-root.ts debian-sid\` makes what they need.\n`)
}

function skipped(root: keyof typeof DEBIAN_ROOTS): string {
  return `tests with ${DEBIAN_ROOTS[root].has} are skipped`
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: LIMIT_MS }).status === 0
}
