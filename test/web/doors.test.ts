// Doors in Chromium against a made-up server: adding, changing, unlocking, links of kiosks, the log, what people show.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('doors', () => {
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
  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
  const doorNamed = (name: string) => [...api.world.doors.doors.values()].find(door => door.name === name)

  test('say who they are for, what they ask for and how they stand', async () => {
    await visit('/people')
    await page.getByRole('link', { name: 'Doors' }).click()
    const workshop = card('Workshop door')
    await workshop.getByText('1 kiosk stands there').waitFor()
    await workshop.getByText(/Staff · Mon–Fri 07:00–19:00 · Movements · and: PIN and Badge/).waitFor()
    await card('Safe').getByText('Locked after too many refusals').waitFor()
    await card('Car park').getByText('Reconnecting').waitFor()
    await card('Car park').getByText('Camera Car park').waitFor()
    await card('Storage')
      .getByText(/Its camera is gone or switched off, so it never opens/)
      .waitFor()
  })

  test('say in Spanish what keeps them from opening; what a controller answered stays as it was', async () => {
    await visit('/doors', { locale: 'es-ES' })
    await card('Storage')
      .getByText(/El servidor no se inició con --door-commands, así que nunca se abre/)
      .waitFor()
    await button('Probar apertura de Safe').click()
    await page.getByText('No se abrió: mqtt://192.168.1.5:1883 did not answer within 2000 ms.').waitFor()
    expect(await page.locator('[lang=en]').allTextContents()).toEqual(['mqtt://192.168.1.5:1883 did not answer within 2000 ms.'])
  })

  test('count who is inside, and somebody who left another way is taken off', async () => {
    await visit('/doors/inside')
    const [first] = api.world.people.values()
    await page.getByRole('tabpanel').getByRole('link', { name: first!.name }).waitFor()
    await button(`They have left: ${first!.name}`).press('Enter')
    await page.getByText(`${first!.name} counts as outside again.`).waitFor()
    await page.getByText('Nobody is inside').waitFor()
    expect(api.world.doors.inside).toEqual([])
  })

  test('are added by keyboard, say what is missing, and offer the link of a kiosk, shown once', async () => {
    await visit('/doors')
    await button('Add a door').press('Enter')
    await dialog().getByRole('button', { name: 'Add a door' }).press('Enter')
    await page.getByText('Give it a name.').waitFor()
    await page.getByText('Choose at least one group.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Side door')
    await page.getByRole('checkbox', { name: 'Staff' }).press('Space')
    await dialog().getByRole('button', { name: 'Add a door' }).press('Enter')
    await dialog().getByRole('button', { name: 'Make a link' }).press('Enter')
    await dialog()
      .getByText(/\/kiosk\/d-new-1#rostro_/)
      .waitFor()
    await dialog().getByText('Shown this once.').waitFor()
    expect(doorNamed('Side door')).toMatchObject({
      source: { kind: 'kiosk' },
      policy: { who: { kind: 'groups', groupIds: ['g0'] }, challenge: 'always' },
      opener: { kind: 'none' },
    })
  })

  test('are changed without losing what is kept secret', async () => {
    await visit('/doors')
    await button('Change Workshop door').click()
    await page.getByRole('switch', { name: /Two people/ }).press('Space')
    await page.getByRole('radio', { name: /^Never/ }).press('Space')
    await dialog()
      .getByText(/a video on a screen may open this door/)
      .waitFor()
    await button('Save').click()
    await page.getByText('The door Workshop door is saved.').waitFor()
    expect(doorNamed('Workshop door')).toMatchObject({
      policy: { twoPeople: true, challenge: 'never', factors: ['pin', 'badge'] },
      opener: { kind: 'http', headers: { Authorization: '********' } },
    })
  })

  test('are unlocked, tested, switched off and deleted', async () => {
    await visit('/doors')
    await button('Test opening Safe').click()
    await page.getByText('It did not open: mqtt://192.168.1.5:1883 did not answer within 2000 ms.').waitFor()
    await button('Unlock Safe').click()
    await page.getByText('Safe is unlocked.').waitFor()
    await page.getByRole('switch', { name: 'Safe is on' }).press('Space')
    await expect.poll(() => doorNamed('Safe')?.enabled).toBe(false)
    await button('Delete Safe').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('The door Safe is deleted.').waitFor()
  })

  test('have a log with reasons in words, by door', async () => {
    await visit('/doors/log')
    await page.getByText('face recognised · looks alive · movements done · PIN, badge or code right').first().waitFor()
    await page.getByText('looks like a picture').first().waitFor()
    await page.getByText('Duress PIN').first().waitFor()
    expect(await page.locator('.door-decision').count()).toBe(24)
    await button(/Every door/).click()
    await page.getByRole('option', { name: 'Safe' }).click()
    await expect.poll(() => page.locator('.door-decision').count()).toBe(4)
  })

  test('ask people for what is given to them on their page', async () => {
    await visit('/people/p0')
    const atDoors = page.getByRole('region', { name: 'At doors' })
    await atDoors.getByText('Badge', { exact: true }).waitFor()
    await button('Add a PIN, badge or code').click()
    await page.getByRole('textbox', { name: 'PIN', exact: true }).fill('12')
    await dialog().getByRole('button', { name: 'Add' }).click()
    await dialog().getByText('4 to 12 digits.', { exact: true }).waitFor()
    await page.getByRole('radio', { name: /One-time code/ }).press('Space')
    await dialog().getByRole('button', { name: 'Add' }).click()
    await dialog().getByText('JBSWY3DPEHPK3PXP', { exact: true }).waitFor()
    await button('Done').click()
    await button('Remove: Badge').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => api.world.doors.factors.get('p0')?.map(({ kind }) => kind)).toEqual(['pin', 'code'])
  })

  test('are unlocked but not changed by an operator, and not seen by a viewer', async () => {
    await restart({ role: 'operator' })
    await visit('/doors')
    await button('Unlock Safe').waitFor()
    expect(await page.getByRole('button', { name: /Add|Delete|Change|Test|Kiosk/ }).count()).toBe(0)
    await context.close()
    await restart({ role: 'viewer' })
    await visit('/doors')
    await page.getByText('Your role may look, not change.').waitFor()
  })

  test('without any, the page says what to do', async () => {
    await restart({ people: 0 })
    await visit('/doors')
    await page.getByText('No door yet').waitFor()
    await button('Add a door').click()
    await dialog().getByRole('link', { name: 'Add a group' }).waitFor()
  })

  test.each([
    ['light', {}],
    ['dark', { viewport: { width: 390, height: 844 }, locale: 'es-ES', hasTouch: true }],
  ] as const)('break no rule of WCAG 2.2 AA, %s %o', async (colorScheme, options) => {
    await visit('/doors', { colorScheme, reducedMotion: 'reduce', ...options })
    await page.locator('.door').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
    const { width } = page.viewportSize()!
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    await page.getByRole('button', { name: /^(Change|Cambiar) Workshop/ }).click()
    await page.locator('.door-form').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await goTo(page, '/doors/log')
    await page.locator('.door-decision').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    await goTo(page, '/doors/inside')
    await page.locator('.door-presence').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await goTo(page, '/people/p0')
    await page.locator('.person-factor').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
