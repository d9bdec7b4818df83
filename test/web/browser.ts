// Debian's Chromium, driven by playwright-core; undefined with a printed reason where there is none.

import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

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
  return chromium.launch({ executablePath, args: [...FLAGS, ...extra] })
}
