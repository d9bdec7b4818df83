// What axe finds on a page, as one line for each rule broken: WCAG 2.2 AA and axe's own advice.

import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** The page's context must bypass its policy (`bypassCSP`): axe comes in by a script element. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  return page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(
      { exclude: '[data-live-announcer]' },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    )
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}
