// The timeline in Chromium against a made-up server: filters in the address, reasons, corrections and their undoing, keys.

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FaceEventJson } from '../../src/client.ts'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('the timeline', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 80, ...world })
    live = serveFakeLive(api)
  }
  const visit = async (path: string, options: BrowserContextOptions = {}) => {
    context = await browser!.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'Europe/Madrid',
      ...options,
    })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + path)
  }
  beforeEach(() => start())
  afterEach(async () => {
    await context.close()
    live.close()
    await api.close()
  })

  const event = (fits: (event: FaceEventJson) => boolean): FaceEventJson => api.world.events.find(fits)!
  const known = () => event(({ outcome, correctable }) => outcome === 'known' && correctable)
  const unknown = () => event(({ outcome, correctable }) => outcome === 'unknown' && correctable)
  const row = (id: string) => page.locator(`[data-event="${id}"]`)
  const panel = () => page.getByRole('article')
  const toast = (text: string) => page.getByRole('alertdialog').filter({ hasText: text })
  const now = (id: string) => api.world.events.find(event => event.id === id)!
  const seen = (locator: Locator) => locator.waitFor()

  test('shows whole days, newest first, and draws only what is looked at', async () => {
    const cursors: string[] = []
    await visit('/timeline')
    page.on('request', request => {
      if (request.url().includes('cursor=')) cursors.push(request.url())
    })
    await seen(row('e0'))
    await seen(page.getByText('Monday 18 May', { exact: true }))
    const pagesAsked = () => cursors.length
    const height = async () => (await page.getByRole('grid').boundingBox())!.height
    expect(pagesAsked()).toBe(0)
    for (let i = 1; i < 4; i++) {
      const before = await height()
      await page.keyboard.press('End')
      await expect.poll(height).toBeGreaterThan(before)
      expect(pagesAsked()).toBeGreaterThanOrEqual(i)
    }
    expect(await page.locator('[data-event]').count()).toBeLessThan(60)
  })

  test('keeps its filters in the address: shared, reloaded, gone back from', async () => {
    await visit('/timeline?outcome=unknown&camera=c0')
    await seen(page.getByRole('button', { name: 'Clear filters' }))
    const fits = (await page.locator('.event-name').allTextContents()).every(name => name === 'Unknown face')
    expect(fits).toBe(true)
    await page.getByRole('combobox', { name: 'Person' }).fill('garcia')
    await page.getByRole('option').first().click()
    await page.waitForURL(/person=p/)
    await page.goBack()
    await page.waitForURL(url => !url.search.includes('person'))
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.waitForURL(url => url.search === '')
  })

  test('says why, with similarities as cosines', async () => {
    const { id, person, decision } = known()
    await visit(`/timeline?event=${id}`)
    await seen(panel().getByRole('heading', { name: person!.name }))
    const similarity = decision.candidates[0]!.similarity.toFixed(2)
    await seen(panel().getByText(`The face is similar enough to ${person!.name}: ${similarity}, and 0.40 is needed.`))
    expect(await panel().innerText()).not.toContain('%')
  })

  test('takes "not this person" in one press and takes it back', async () => {
    const { id, person } = known()
    await visit(`/timeline?event=${id}`)
    await panel()
      .getByRole('button', { name: `Not ${person!.name}` })
      .click()
    await seen(panel().getByText(`ana said: this is not ${person!.name}.`))
    expect(now(id).person).toBeNull()
    await toast(`Noted: not ${person!.name}`).getByRole('button', { name: 'Undo' }).click()
    await seen(panel().getByRole('heading', { name: person!.name }))
    expect(now(id).correction).toBeNull()
  })

  test('takes "this is" by searching a name, and undoes it later from the entry', async () => {
    const { id } = unknown()
    await visit(`/timeline?event=${id}`)
    await panel().getByRole('button', { name: 'This is…' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill('nora')
    // Somebody of that name may have been in the list before it was searched, which is about to be replaced.
    await expect
      .poll(async () => new Set((await page.getByRole('option').allTextContents()).map(name => /nora/i.test(name))))
      .toEqual(new Set([true]))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await seen(panel().getByText(/^ana said: this is Nora/))
    await page.reload()
    await panel().getByRole('button', { name: 'Undo' }).click()
    await seen(panel().getByRole('heading', { name: 'Unknown face' }))
    expect(now(id).correction).toBeNull()
  })

  test('registers an unknown face only with a name and consent', async () => {
    const { id } = unknown()
    await visit(`/timeline?event=${id}`)
    await panel().getByRole('button', { name: 'Register' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Register' }).click()
    await seen(dialog.getByText('Write a name.'))
    await seen(dialog.getByText(/Without consent/))
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Wanda Vidal')
    await dialog.getByText('The person has agreed to this').click()
    await dialog.getByRole('button', { name: 'Register' }).click()
    await seen(panel().getByRole('heading', { name: 'Wanda Vidal' }))
    expect(now(id)).toMatchObject({ outcome: 'known', person: { name: 'Wanda Vidal' } })
  })

  test('deletes only when nobody undid it', async () => {
    await visit('/timeline?event=e2')
    await panel().getByRole('button', { name: 'Delete' }).click()
    await row('e2').waitFor({ state: 'detached' })
    await toast('Face deleted').getByRole('button', { name: 'Undo' }).click()
    await seen(row('e2'))
    await row('e2').click()
    await panel().getByRole('button', { name: 'Delete' }).click()
    await row('e2').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'People' }).click()
    await expect.poll(() => api.world.events.some(({ id }) => id === 'e2')).toBe(false)
  })

  test('goes by keys: arrows move, Enter opens, N corrects, Escape closes', async () => {
    await visit('/timeline')
    await row('e0').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/event=e1/)
    const [, , ...below] = api.world.events
    const last = below.findIndex(event => event.outcome === 'known' && event.correctable)
    for (const { id } of below.slice(0, last + 1)) {
      await page.keyboard.press('ArrowDown')
      await page.waitForURL(new RegExp(`event=${id}$`))
    }
    const { person } = below[last]!
    await page.keyboard.press('n')
    await seen(toast(`Noted: not ${person!.name}`))
    await page.keyboard.press('Escape')
    await page.waitForURL(url => url.search === '')
  })

  test('holds what is new back until asked, and nothing moves meanwhile', async () => {
    await visit('/timeline')
    await seen(row('e0'))
    const place = await row('e0').boundingBox()
    const fresh = { ...known(), id: 'fresh', startedAt: new Date(Date.parse(now('e0').startedAt) + 1000).toISOString() }
    api.world.events.unshift(fresh)
    live.tell({ type: 'event', eventId: 'fresh' })
    const pill = page.getByRole('button', { name: '1 new' })
    await seen(pill)
    expect(await row('e0').boundingBox()).toEqual(place)
    await pill.click()
    await seen(row('fresh'))
    expect(await pill.count()).toBe(0)
  })

  test('says why an entry cannot be corrected, and where to change that', async () => {
    const { id } = event(({ correctable }) => !correctable)
    await visit(`/timeline?event=${id}`)
    await seen(panel().getByText(/can no longer be corrected/))
    expect(await panel().getByRole('link', { name: 'Settings → Privacy' }).getAttribute('href')).toBe('/settings/privacy')
    expect(await panel().getByRole('button', { name: 'This is…' }).count()).toBe(0)
  })

  test('an event that is gone says so', async () => {
    await visit('/timeline?event=nobody')
    await seen(page.getByText('This face is no longer there'))
  })

  test('a few events take the whole width of the list', async () => {
    api.world.events.splice(3)
    await visit('/timeline')
    await seen(row('e2'))
    expect((await row('e2').boundingBox())!.width).toBeGreaterThan(500)
  })

  test('an empty one says what to do', async () => {
    live.close()
    await api.close()
    await start({ people: 0 })
    await visit('/timeline')
    await seen(page.getByRole('link', { name: 'Use this device’s camera' }))
  })

  test('a viewer sees the reasons and can change nothing', async () => {
    live.close()
    await api.close()
    await start({ role: 'viewer' })
    await visit(`/timeline?event=${known().id}`)
    await seen(panel().getByText('Your role may look, not correct.'))
    expect(
      await panel()
        .getByRole('button', { name: /Not |This is|Register|Delete/ })
        .count(),
    ).toBe(0)
  })

  test('breaks no rule of WCAG 2.2 AA', async () => {
    await visit('/timeline', { reducedMotion: 'reduce' })
    await seen(row('e0'))
    expect(await violationsOf(page)).toEqual([])
    await row(unknown().id).click()
    await seen(panel())
    expect(await violationsOf(page)).toEqual([])
    await panel().getByRole('button', { name: 'Register' }).click()
    await seen(page.getByRole('dialog'))
    expect(await violationsOf(page)).toEqual([])
  })

  test('on a phone, filters are folded and the reasons lie over the list', async () => {
    await visit('/timeline', { viewport: { width: 390, height: 844 }, hasTouch: true, reducedMotion: 'reduce' })
    await row('e0').tap()
    await seen(page.getByRole('dialog', { name: 'Reasons' }))
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Close' }).tap()
    await page.getByRole('button', { name: 'Filters' }).tap()
    await seen(page.getByRole('combobox', { name: 'Person' }))
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
  })
})
