// What axe finds on a page, as one line for each rule broken: WCAG 2.2 AA and axe's own advice.

import axe from 'axe-core'
import type { Page } from 'playwright-core'

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

/** The page's context must bypass its policy (`bypassCSP`): axe comes in by a script element. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  await page.evaluate(STILL)
  return page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(
      { exclude: '[data-live-announcer]' },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    )
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}
