// Setting up, signing in and out, language and theme, in Chromium.

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { PASSWORD, SETUP_TOKEN } from './fake/system.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('entry', () => {
  let api: FakeApi
  let page: Page
  const visit = async (path: string, world: WorldOptions, options: Parameters<Browser['newPage']>[0] = {}) => {
    api = await startFakeApi(world)
    page = await browser!.newPage({ locale: 'en-GB', ...options })
    await page.goto(api.url + path)
  }
  afterEach(async () => {
    await page.context().close()
    await api.close()
  })

  test('the set-up link makes the first account by keyboard alone, and its token leaves the address at once', async () => {
    await visit(`/setup#${SETUP_TOKEN}`, { people: 0, signedIn: false })
    await page.getByText('At least 12 characters').waitFor()
    expect(page.url()).toBe(`${api.url}/setup`)
    await page.keyboard.type('Nora')
    await page.keyboard.press('Tab')
    await page.keyboard.type('short')
    await page.keyboard.press('Enter')
    await page.getByText('7 more characters').waitFor()
    expect(api.asked).not.toContain('POST /setup')
    await page.keyboard.type(' but long enough')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/live')
    expect(api.world.account).toMatchObject({ name: 'Nora', role: 'admin' })
  })

  test('without a token the set-up says where the link is', async () => {
    await visit('/setup', { people: 0, signedIn: false })
    await page.getByRole('heading', { name: 'Open the set-up link' }).waitFor()
  })

  test('a set-up link that is used up is said to be', async () => {
    await visit('/setup#old', { people: 0, signedIn: false })
    await page.getByLabel('Name', { exact: true }).fill('Nora')
    await page.getByLabel('Password', { exact: true }).fill('long enough for this')
    await page.keyboard.press('Enter')
    await page.getByText('This set-up link is not valid any more.').waitFor()
  })

  test('whoever is not signed in signs in where they wanted to go', async () => {
    await visit('/people', { people: 5, signedIn: false })
    await page.getByLabel('Name', { exact: true }).fill('ana')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('Name or password is not right.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('.person-card').first().waitFor()
    expect(new URL(page.url()).pathname).toBe('/people')
  })

  test('a session that ends while the page is open leads to the sign-in', async () => {
    await visit('/people', { people: 5 })
    await page.locator('.person-card').first().waitFor()
    api.world.account = undefined
    await page.locator('.person-card').first().click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  test('signing out shows the sign-in and nothing of before', async () => {
    await visit('/people', { people: 5 })
    await page.getByRole('button', { name: 'Account of ana' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.locator('.person-card').count()).toBe(0)
  })

  test('the browser’s language is taken, another one chosen and remembered', async () => {
    await visit('/people', { people: 5 }, { locale: 'es-MX' })
    await page.getByRole('heading', { name: 'Personas', level: 1 }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    await page.getByRole('button', { name: 'Cuenta de ana' }).click()
    await page.getByRole('menuitemradio', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  })

  test('a chosen theme is there before the first paint of the next visit', async () => {
    await visit('/people', { people: 5 }, { colorScheme: 'light' })
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
    const light = await ground()
    await page.getByRole('button', { name: 'Account of ana' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    const dark = await ground()
    expect(dark).not.toBe(light)
    await page.reload({ waitUntil: 'commit' })
    await page.waitForSelector('html[data-theme=dark]')
    expect(await ground()).toBe(dark)
  })

  test('set-up and sign-in have nothing axe objects to', async () => {
    await visit(`/setup#${SETUP_TOKEN}`, { people: 0, signedIn: false })
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Enter a name.').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await goTo(page, '/sign-in')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
