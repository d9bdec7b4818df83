// Debian's Chromium, driven by playwright-core; undefined with a printed reason where it or the built page is missing.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

const PAGE = fileURLToPath(new URL('../../dist/web/index.html', import.meta.url))
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** More flags, such as those of a fake camera, as `extra`. */
export async function openBrowser(extra: readonly string[] = []): Promise<Browser | undefined> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) {
    process.stdout.write(`skipped: no Chromium at ${executablePath}; install it or set CHROMIUM\n`)
    return undefined
  }
  if (!existsSync(PAGE)) {
    process.stdout.write('skipped: the page is not built; run npm run build\n')
    return undefined
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...extra] })
}
