// What axe finds on a page in light and in dark, as one line for each rule broken: WCAG 2.2 AA and axe's own advice.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Half as long to read for a browser as what the package exports. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What another colour scheme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/**
 * Until nothing fades or moves any more, but for what never ends (placeholders breathe). A dialog that is still fading in has
 * no contrast yet.
 */
const STILL = `(async () => {
  const moving = () => document.getAnimations().filter(({ effect, playState }) =>
    playState === 'running' && effect && Number.isFinite(Number(effect.getComputedTiming().endTime)))
  for (let found = moving(); found.length > 0; found = moving())
    await Promise.allSettled(found.map(({ finished }) => finished))
})()`

/** Leaves the page in the colour scheme it came in. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${AXE} })()`)
  const found = await run(page, { type: 'tag', values: EVERYTHING })
  const isDark = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`)
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' })
  const inOther = await run(page, { type: 'rule', values: COLOURS })
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
  return [...found, ...inOther.map(broken => `${isDark ? 'light' : 'dark'}: ${broken}`)]
}

async function run(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  await page.evaluate(STILL)
  return page.evaluate(async runOnly => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(
      { exclude: '[data-live-announcer]' },
      { runOnly, resultTypes: ['violations'] },
    )
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  }, runOnly)
}
