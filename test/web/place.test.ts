// The page Place in Chromium against a made-up shop: who is here, figures, charts, the list, files; in both languages.

import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, BrowserContextOptions, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import { NOW, type WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

const PHONE = { width: 390, height: 844 }

describe.skipIf(!browser)('the place', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 30, remembering: true, ...world })
    live = serveFakeLive(api)
  }
  const restart = async (world: WorldOptions) => {
    live.close()
    await api.close()
    await start(world)
  }
  const visit = async (path: string, options: BrowserContextOptions = {}) => {
    context = await browser!.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'Europe/Madrid',
      ...options,
    })
    await context.clock.setFixedTime(NOW)
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

  const figure = (term: string) =>
    page.locator('.place-figure', { has: page.getByText(term, { exact: true }) }).locator('.place-figure-value')
  const row = (name: string | RegExp) => page.getByRole('row', { name })

  test('says who is here, since when and where, and hears when that changes', async () => {
    await visit('/place')
    const here = page.getByRole('region', { name: 'Here now' })
    await here.getByRole('listitem').first().waitFor()
    expect(await here.getByRole('listitem').count()).toBe(3)
    expect(await here.innerText()).toMatch(/(Front door|Workshop) · since \d+:\d\d/)
    const [first] = api.world.visiting.visits
    expect(first).toMatchObject({ hasEnded: false })
    api.world.visiting.visits = api.world.visiting.visits.map(visit => ({ ...visit, hasEnded: true }))
    const told = async () => {
      live.tell({ type: 'visits' })
      return here.innerText()
    }
    await expect.poll(told).toContain('Nobody is before a camera at this moment.')
  })

  test('counts seven days unless told otherwise, and keeps the choice in the address', async () => {
    await visit('/place')
    const week = api.world.visiting.visits.filter(({ departedAt }) => departedAt >= '2026-05-12').length
    await expect.poll(() => figure('Visits').innerText()).toBe(String(week))
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'Here now',
      'Visits per day',
      'When people come',
      'How long they stay',
      'Busiest hours',
      'Lines and zones',
      'All visits',
    ])
    await page.getByRole('radio', { name: 'Today' }).click()
    await page.waitForURL(/\?range=today$/)
    await page.getByRole('heading', { name: 'Arrivals by hour' }).waitFor()
    await page.reload()
    expect(await page.getByRole('radio', { name: 'Today' }).isChecked()).toBe(true)
    await page.goBack()
    await page.getByRole('heading', { name: 'Visits per day' }).waitFor()
  })

  test('takes days of one’s own and one camera', async () => {
    await visit('/place?range=30d')
    await page.getByRole('radio', { name: 'Own' }).click()
    await page.getByLabel('From', { exact: true }).fill('2026-05-04')
    await page.getByLabel('To', { exact: true }).fill('2026-05-06')
    await page.waitForURL(/from=2026-05-04&to=2026-05-06$/)
    await page.getByRole('button', { name: /All cameras/ }).click()
    await page.getByRole('option', { name: 'Workshop' }).click()
    await page.waitForURL(/&camera=c1$/)
    const { visits } = api.world.visiting
    const wanted = visits.filter(
      ({ camera, arrivedAt, departedAt }) => camera.id === 'c1' && departedAt >= '2026-05-04' && arrivedAt < '2026-05-07',
    )
    await expect.poll(() => figure('Visits').innerText()).toBe(String(wanted.length))
  })

  test('asks in the server’s days as soon as it knows its time zone', async () => {
    await visit('/place?range=yesterday')
    await page.getByText('Days and hours are those of the server: UTC.').waitFor()
    const yesterday = api.world.visiting.visits.filter(
      ({ arrivedAt, departedAt }) => departedAt >= '2026-05-17' && arrivedAt < '2026-05-18',
    )
    await expect.poll(() => figure('Visits').innerText()).toBe(String(yesterday.length))
  })

  test('keeps what it counted before to be read while it counts anew', async () => {
    await visit('/place')
    await page.getByText('Days and hours are those of the server: UTC.').waitFor()
    await page.locator('.place-charts[aria-busy=false]').waitFor()
    const held: Route[] = []
    await page.route('**/place/statistics?*', route => void held.push(route))
    await page.getByRole('radio', { name: '30 days' }).click()
    await page.locator('.place-charts[aria-busy=true]').waitFor()
    expect(await violationsOf(page)).toEqual([])
    for (const route of held) await route.continue()
    await page.locator('.place-charts[aria-busy=false]').waitFor()
  })

  test('every chart can be read as a table, and says what is pointed at', async () => {
    await visit('/place?range=30d')
    const chart = page.getByRole('region', { name: 'Visits per day' }).first()
    await chart.getByText('As a table').click()
    expect(await chart.getByRole('row').count()).toBe(31)
    const day = api.world.visiting.visits.filter(({ arrivedAt }) => arrivedAt.startsWith('2026-05-15')).length
    expect(
      await chart
        .getByRole('row', { name: /15 May/ })
        .getByRole('cell')
        .first()
        .innerText(),
    ).toBe(String(day))
    await chart.locator('.bars-column').nth(26).hover()
    await chart.getByText(`Friday 15 May: ${day} visits`).waitFor()
    const week = page.getByRole('region', { name: 'When people come' }).first()
    await week.getByText('As a table').click()
    expect(await week.getByRole('columnheader').allInnerTexts()).toEqual([
      'Hour',
      'Mon',
      'Tue',
      'Wed',
      'Thu',
      'Fri',
      'Sat',
      'Sun',
    ])
    expect(
      await row(/^1–5 mins/)
        .getByRole('cell')
        .last()
        .innerText(),
    ).toMatch(/^\d+$/)
    expect(
      await row(/^Entrance/)
        .getByRole('cell')
        .count(),
    ).toBe(2)
  })

  test('lists every visit with a way to whoever it was, and shows more when asked', async () => {
    const { visiting } = api.world
    visiting.visits = visiting.visits.map(visit => ({
      ...visit,
      visitor: visit.visitor && { ...visit.visitor, number: visit.visitor.number + 1000 },
    }))
    await visit('/place?range=30d')
    const list = page.getByRole('region', { name: 'All visits' })
    await list.getByText(/^20 of \d+$/).waitFor()
    await list.getByRole('button', { name: 'Show more' }).click()
    await list.getByText(/^40 of \d+$/).waitFor()
    // A number, not a quantity: written as on the other pages.
    await list
      .getByRole('link', { name: /^Visitor 10\d\d$/ })
      .first()
      .click()
    await page.waitForURL(/\/visitors\/vis\d+$/)
  })

  test('gives the visits away as a table and as JSON, all of them', async () => {
    await visit('/place?range=30d')
    const take = async (item: string) => {
      await page.getByRole('button', { name: 'Export' }).click()
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()])
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
    }
    const total = api.world.visiting.visits.length
    const csv = await take('For spreadsheets (CSV)')
    expect(csv.name).toBe('rostro-2026-04-19-2026-05-18.csv')
    expect(csv.text.split('\r\n')).toHaveLength(total + 1)
    const json = await take('Everything (JSON)')
    expect(json.name).toBe('rostro-2026-04-19-2026-05-18.json')
    expect((JSON.parse(json.text) as { visits: unknown[] }).visits).toHaveLength(total)
  })

  test('says what the numbers count, whether strangers are remembered or not', async () => {
    await visit('/place')
    await page.getByText('Strangers are remembered for 7 days at the cameras chosen for it.').waitFor()
    await context.close()
    await restart({ remembering: false })
    await visit('/place?range=30d')
    await page.getByText('Strangers are not remembered. So each of their visits counts').waitFor()
    await page.getByText(/^\d+ of strangers not remembered$/).waitFor()
  })

  test('says what to do where nobody came, and where there is no camera', async () => {
    await visit('/place?from=2025-01-01&to=2025-01-02')
    await page.getByText('Nobody came in this time').waitFor()
    await page.getByRole('button', { name: 'Look at 30 days' }).click()
    await page.waitForURL(/\?range=30d$/)
    await context.close()
    await restart({ people: 0 })
    await visit('/place')
    await page.getByText('Nothing to count yet').waitFor()
    await page.getByRole('link', { name: 'Add a camera' }).click()
    await page.waitForURL(/\/cameras$/)
  })

  test('speaks Spanish with its numbers and days', async () => {
    await visit('/place?range=30d', { locale: 'es-ES' })
    await page.getByRole('heading', { name: 'Cuándo viene la gente' }).waitFor()
    expect(await figure('Vinieron más de una vez').innerText()).toMatch(/^\d+\s%$/)
    expect(await page.getByRole('region', { name: 'Horas con más gente' }).innerText()).toMatch(/ de mayo, \d+:00/)
  })

  test('breaks no rule of WCAG 2.2 AA', async () => {
    await visit('/place', { reducedMotion: 'reduce' })
    await page.locator('.heat').waitFor()
    for (const summary of await page.getByText('As a table').all()) await summary.click()
    expect(await violationsOf(page)).toEqual([])
    await goTo(page, '/place?range=today')
    await page.getByRole('heading', { name: 'Arrivals by hour' }).waitFor()
    await page.getByRole('radio', { name: 'Own' }).click()
    await page.getByLabel('From', { exact: true }).waitFor()
    expect(await violationsOf(page)).toEqual([])
  })

  test('fits a phone, in Spanish, with nothing axe objects to', async () => {
    const said: string[] = []
    await visit('/place', { viewport: PHONE, locale: 'es-ES', hasTouch: true, reducedMotion: 'reduce' })
    page.on('console', message => said.push(message.text()))
    for (const search of ['', '?range=30d', '?range=today', '?from=2025-06-01&to=2026-05-18']) {
      await page.goto(`${api.url}/place${search}`)
      await page.locator('.bars').waitFor()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width)
    }
    expect(await violationsOf(page)).toEqual([])
    expect(said).toEqual([])
  })
})
