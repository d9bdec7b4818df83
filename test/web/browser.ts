// Debian's Chromium, driven by playwright-core; undefined with a printed reason where it or the built page is missing.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

/** The shell draws no window, so a page is there in half the time. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
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
  const programs = process.env['CHROMIUM'] === undefined ? PROGRAMS : [process.env['CHROMIUM']]
  const executablePath = programs.find(program => existsSync(program))
  if (executablePath === undefined) {
    process.stdout.write(`skipped: no Chromium at ${programs.join(' or ')}; install it or set CHROMIUM\n`)
    return undefined
  }
  if (!existsSync(PAGE)) {
    process.stdout.write('skipped: the page is not built; run npm run build\n')
    return undefined
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...extra] })
}

/** To another address as a link of the page leads there, without loading it again. */
export const goTo = (page: Page, path: string): Promise<void> =>
  page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
