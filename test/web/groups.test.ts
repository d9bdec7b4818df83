// Groups in Chromium against a made-up server: adding, people, times, deleting, roles.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('groups', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 12, ...world })
    live = serveFakeLive(api)
  }
  const restart = async (world: WorldOptions) => {
    live.close()
    await api.close()
    await start(world)
  }
  const visit = async (path: string, options: BrowserContextOptions = {}) => {
    context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
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

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const dialog = () => page.getByRole('dialog')
  const groupNamed = (name: string) => [...api.world.groups.values()].find(group => group.name === name)

  test('are found from the people, each with who is in it and when', async () => {
    await visit('/people')
    await page.getByRole('link', { name: 'Groups' }).click()
    const staff = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Staff' }) })
    await staff.getByText('Mon–Fri 07:30–19:00 and Sat 09:00–14:00').waitFor()
    await staff.getByText(/ and 2 more$/).waitFor()
    const cleaning = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Cleaning' }) })
    expect(await cleaning.innerText()).toMatch(/1 person[^]*At any time/)
  })

  test('are added with people and times, by keys alone', async () => {
    await visit('/groups')
    await button('Add a group').press('Enter')
    await dialog().getByRole('button', { name: 'Add a group' }).press('Enter')
    await page.getByText('Give it a name.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Night shift')
    const search = dialog().getByRole('searchbox', { name: 'Search by name' })
    await search.fill('ana')
    const offered = dialog().getByRole('listbox').getByRole('option')
    await expect.poll(() => offered.count()).toBeLessThan(12)
    await offered.first().press('Enter')
    await dialog().getByRole('list', { name: 'People' }).getByRole('listitem').waitFor()
    await dialog()
      .getByRole('switch', { name: /Only at certain times/ })
      .press('Space')
    await page.getByLabel('From', { exact: true }).fill('22:00')
    await page.getByLabel('To', { exact: true }).fill('06:00')
    await page.getByText('Goes on past midnight.').waitFor()
    await dialog().getByRole('button', { name: 'Add a group' }).press('Enter')
    await page.getByText('The group Night shift is added.').waitFor()
    expect(groupNamed('Night shift')).toMatchObject({
      personIds: [expect.any(String)],
      allowed: [{ days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00' }],
    })
  })

  test('are renamed, and somebody is taken out; a name can be there once', async () => {
    await visit('/groups')
    await button('Change Staff').click()
    const members = dialog().getByRole('list', { name: 'People' })
    await expect.poll(() => members.getByRole('listitem').count()).toBe(7)
    await members.getByRole('button').first().click()
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('Cleaning')
    await button('Save').click()
    await page.getByText('This name is already used. Choose another one.').waitFor()
    await name.fill('Shop floor')
    await button('Save').click()
    await page.getByText('The group Shop floor is saved.').waitFor()
    expect(groupNamed('Shop floor')?.personIds).toHaveLength(6)
  })

  test('refuse times that are none', async () => {
    await visit('/groups')
    await button('Change Staff').click()
    await page.getByLabel('To', { exact: true }).first().fill('07:30')
    await button('Save').click()
    await page.getByText('Each line needs at least one day and two different times.').waitFor()
    await dialog().getByText('Only at certain times').click()
    await button('Save').click()
    await expect.poll(() => groupNamed('Staff')?.allowed).toEqual([])
  })

  test('are deleted after a question', async () => {
    await visit('/groups')
    await button('Delete Cleaning').click()
    const question = page.getByRole('alertdialog', { name: 'Delete the group Cleaning?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(groupNamed('Cleaning')).toBeDefined()
    await button('Delete Cleaning').click()
    await question.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('The group Cleaning is deleted.').waitFor()
    expect(groupNamed('Cleaning')).toBeUndefined()
  })

  test('lead to an alert about who is not here in time', async () => {
    await visit('/groups')
    await button(/^Alert when somebody is not here ?: Staff$/).click()
    await dialog()
      .getByText(/When somebody of Staff is not here by 09:00/)
      .first()
      .waitFor()
    await dialog().getByRole('button', { name: 'Add a rule' }).click()
    await expect
      .poll(() => [...api.world.rules.values()].some(({ when, who }) => when.kind === 'missing' && who.kind === 'group'))
      .toBe(true)
  })

  test('stand on the page of whoever is in them', async () => {
    await visit('/people/p1')
    await page.getByRole('link', { name: 'Cleaning' }).click()
    await page.getByRole('heading', { name: 'Groups', level: 1 }).waitFor()
  })

  test('are only looked at by a viewer; without any, the page says what they are for', async () => {
    await restart({ role: 'viewer' })
    await visit('/groups')
    await page.getByText('Your role may look, not change.').waitFor()
    expect(await page.getByRole('button', { name: /Add|Delete|Change|Alert/ }).count()).toBe(0)
    await context.close()
    await restart({ people: 0 })
    await visit('/groups')
    await page.getByText('No group yet').waitFor()
    await button('Add a group').click()
    await dialog().waitFor()
  })

  test.each([
    ['light', {}],
    ['dark', {}],
    ['dark', { viewport: { width: 390, height: 844 }, locale: 'es-ES', hasTouch: true }],
  ] as const)('break no rule of WCAG 2.2 AA, %s %o', async (colorScheme, options) => {
    await visit('/groups', { colorScheme, reducedMotion: 'reduce', ...options })
    await page.locator('.group-faces img').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
    const { width } = page.viewportSize()!
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    await page.getByRole('button', { name: /^(Change|Cambiar) Staff$/ }).click()
    await page.locator('.member').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
