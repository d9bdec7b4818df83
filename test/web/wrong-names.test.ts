// How many wrong names are accepted, in Chromium: what to expect while one chooses, what would change before one saves.

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('wrong names', () => {
  let api: FakeApi
  let page: Page
  const visit = async (path: string, options: WorldOptions = {}) => {
    api = await startFakeApi({ people: 40, ...options })
    page = await browser!.newPage({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + path)
  }
  const radio = (name: string) => page.getByRole('radio', { name, exact: false })
  const expected = () => page.getByRole('region', { name: 'What to expect' })
  const button = (name: string) => page.getByRole('button', { name })
  const result = () => page.getByRole('region', { name: 'What would have changed' })
  afterEach(async () => {
    await page.context().close()
    await api.close()
  })

  test('what to expect follows the choice at once, and nothing is saved by choosing', async () => {
    await visit('/settings')
    await expected().getByText('Names are given from similarity 0.40 on.').waitFor()
    await expected().getByText('about 1 in 1,000', { exact: true }).waitFor()
    await expected().getByText('between 1 in 2,800 and 1 in 360').waitFor()
    await radio('A share of strangers').press('Space')
    await radio('1 in 10,000').press('Space')
    await page.getByText('Of 10,000 strangers, about 1 gets somebody’s name.').waitFor()
    await expected().getByText('about 1 in 10,000', { exact: true }).waitFor()
    await expected().getByText('Each face is compared with 40 people').waitFor()
    expect(api.asked.filter(route => route === 'PATCH /settings')).toEqual([])
  })

  test('a choice is saved by keyboard, and is there again', async () => {
    await visit('/settings')
    await radio('A share of strangers').press('Space')
    await radio('1 in 1,000').press('ArrowLeft')
    await button('Save').press('Enter')
    await expect.poll(() => api.world.settings.wrongNames).toEqual({ per: 'stranger', share: 0.01 })
    await page.reload()
    expect(await radio('1 in 100').first().isChecked()).toBe(true)
    expect(await button('Save').count()).toBe(0)
  })

  test('so many a month are asked with the strangers a camera sees', async () => {
    await visit('/settings')
    await radio('So many a month').press('Space')
    await page.getByLabel('Wrong names in a month').fill('2')
    await page.getByLabel('Strangers a camera sees in a day').fill('500')
    await page.keyboard.press('Tab')
    await page.getByText('That is about 1 in 7,500 strangers.').waitFor()
    await expected().getByText('that is about 2 wrong names a month').waitFor()
    await button('Save').click()
    await expect.poll(() => api.world.settings.wrongNames).toEqual({ per: 'camera_month', count: 2, strangersPerDay: 500 })
  })

  test('a fixed threshold is set by keyboard, and given up again', async () => {
    await visit('/settings')
    await radio('A fixed threshold').press('Space')
    await page.getByRole('slider', { name: 'Threshold' }).press('ArrowRight')
    await button('Save').click()
    await expect.poll(() => api.world.settings.threshold).toBe(0.41)
    await expected().getByText('Names are given from similarity 0.41 on.').waitFor()
    await radio('As Rostro suggests').press('Space')
    await expected().getByText('Names are given from similarity 0.40 on.').waitFor()
    await button('Save').click()
    await expect.poll(() => api.world.settings.threshold).toBe(null)
  })

  test('a rule and a margin are saved with it, or discarded', async () => {
    await visit('/settings')
    await radio('Vote').press('Space')
    await page.getByRole('slider', { name: 'Lead over the next person' }).press('ArrowRight')
    await button('Discard').click()
    expect(await radio('Fusion').isChecked()).toBe(true)
    await radio('Vote').press('Space')
    await button('Save').click()
    await expect.poll(() => api.world.settings).toMatchObject({ rule: 'vote', minMargin: 0.05, threshold: null })
    await expected().getByText('The figures were measured with another rule').waitFor()
  })

  test('what would change is counted, listed and brought into view before saving', async () => {
    await visit('/settings')
    await radio('A share of strangers').press('Space')
    await radio('1 in 100,000').press('Space')
    await button('What would change?').click()
    await result()
      .getByText(/^Of 5\d\d past events, \d+ stay as they are\.$/)
      .waitFor()
    await result()
      .getByText(/known faces become undecided/)
      .waitFor()
    await result()
      .getByText(/35 more cannot be tried/)
      .waitFor()
    expect(await page.evaluate('document.activeElement.className')).toContain('try-out')
    const events = result().getByRole('list', { name: 'Events that change' }).getByRole('listitem')
    expect(await events.count()).toBe(12)
    const changed = events.filter({ hasText: 'Before' }).first()
    await changed.getByRole('link').click()
    await page.getByRole('article').getByText('Why').waitFor()
  })

  test('what was tried is gone once something else is chosen', async () => {
    await visit('/settings')
    await radio('A share of strangers').press('Space')
    await radio('1 in 100,000').press('Space')
    await button('What would change?').click()
    await result().waitFor()
    await radio('1 in 10,000').press('Space')
    await result().waitFor({ state: 'detached' })
    expect(await button('What would change?').isEnabled()).toBe(true)
  })

  test('without past events it says what to do next', async () => {
    await visit('/settings', { people: 0 })
    await radio('A share of strangers').press('Space')
    await radio('1 in 10,000').press('Space')
    await button('What would change?').click()
    await result().getByText('There is nothing to try it on yet').waitFor()
  })

  test('a pack without measurements says that nothing is known', async () => {
    await visit('/settings', { warnings: ['not_calibrated'] })
    await expected().getByText('How often names will be wrong or missing is not known').waitFor()
    await expected().getByText('the threshold is a careful guess').waitFor()
    expect(await expected().getByText('about').count()).toBe(0)
  })

  test('the live page tells the threshold, and operators are warned where people are more alike', async () => {
    await visit('/live', { warnings: ['site_differs'], role: 'operator' })
    await page.getByText('look more alike to the networks than expected').waitFor()
    await page.getByRole('link', { name: 'Names from similarity 0.40 on; about 1 wrong name in 1,000 strangers' }).click()
    await expected().getByRole('link', { name: 'See whether somebody is registered twice' }).waitFor()
  })

  test('viewers are not warned of what they cannot look into', async () => {
    await visit('/live', { warnings: ['site_differs'], role: 'viewer' })
    await page.getByRole('link', { name: /Names from similarity/ }).waitFor()
    expect(await page.getByText('look more alike to the networks').count()).toBe(0)
  })

  test('every kind of choice, its warnings and what would change have nothing axe objects to', async () => {
    await visit('/settings', { warnings: ['site_differs'] })
    for (const kind of ['A fixed threshold', 'So many a month', 'A share of strangers']) {
      await radio(kind).press('Space')
      await expected().waitFor()
      expect(await violationsOf(page)).toEqual([])
    }
    await radio('1 in 100,000').press('Space')
    await button('What would change?').click()
    await result().getByRole('listitem').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
