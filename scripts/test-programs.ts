// Installs the programs that tests need and npm has not: on Debian and as root only; elsewhere those tests say what they miss.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { getuid } from 'node:process'

/** What a package is known by. Chromium for the pages, mosquitto for MQTT, the others for stores. */
const PROGRAMS = {
  'chromium-headless-shell': ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
  mosquitto: ['/usr/sbin/mosquitto'],
  postgresql: ['/usr/lib/postgresql'],
  'mariadb-server': ['/usr/sbin/mariadbd'],
}
const LIMIT_MS = 300_000

const missing = Object.entries(PROGRAMS).flatMap(([name, paths]) => (paths.some(path => existsSync(path)) ? [] : [name]))

if (missing.length > 0 && existsSync('/usr/bin/apt-get') && getuid?.() === 0) {
  process.stdout.write(`Installing for the tests: ${missing.join(', ')}\n`)
  apt('update', '-qq')
  for (const name of missing) {
    if (!apt('install', '-y', '-qq', '--no-install-recommends', name))
      process.stdout.write(`${name} could not be installed: the tests that need it are skipped.\n`)
  }
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: LIMIT_MS }).status === 0
}
