// Every screen but those of cameras in Chromium: axe in light and dark, nothing the policy refuses, nothing broken.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

/** Path → what is there once the screen has come. */
const SCREENS = {
  '/people': '.person-card',
  '/people/p3': '.photo-card',
  '/health': '.finding',
  '/settings': '.slider',
  '/settings/privacy': 'textarea',
  '/settings/accounts': '.entry-line',
  '/settings/keys': '.entry-line',
  '/settings/models': '.entry-line',
  '/settings/password': 'input',
  '/settings/api': 'a.button',
  '/alerts': '.notice',
  '/nowhere': '.empty',
} as const
const DIALOGS = {
  'adding an account': ['/settings/accounts', '.settings > div > .button'],
  'making a key': ['/settings/keys', '.settings > div > .button'],
  'the account menu': ['/people', '.account-button'],
} as const
const PHONE = { width: 390, height: 844 }

describe.skipIf(!browser)('screens', () => {
  let api: FakeApi
  let live: FakeLive
  beforeAll(async () => {
    api = await startFakeApi({ people: 40, problems: [{ code: 'problem', message: 'The disk is nearly full.' }] })
    live = serveFakeLive(api)
  })
  afterAll(async () => {
    live.close()
    await api.close()
  })

  const screenOf = async (path: string, selector: string, options: BrowserContextOptions = {}) => {
    const context = await browser!.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
    const page = await context.newPage()
    await page.goto(api.url + path)
    await page.locator(selector).first().waitFor()
    return page
  }

  describe('one after the other', () => {
    let page: Page
    beforeAll(async () => {
      page = await screenOf('/people', '.person-card')
    })
    afterAll(() => page.context().close())

    test.each(Object.entries(SCREENS))('%s has nothing axe objects to', async (path, selector) => {
      await goTo(page, path)
      await page.locator(selector).first().waitFor()
      expect(await violationsOf(page)).toEqual([])
    })
  })

  test.each(Object.entries(DIALOGS))('%s has nothing axe objects to', async (_, [path, press]) => {
    const page = await screenOf(path, press)
    await page.click(press)
    await page.waitForSelector('.dialog, .menu')
    expect(await violationsOf(page)).toEqual([])
    await page.context().close()
  })

  test('a phone in Spanish has nothing axe objects to', async () => {
    const page = await screenOf('/people', SCREENS['/people'], { viewport: PHONE, locale: 'es-ES', hasTouch: true })
    for (const path of ['/people', '/people/p3', '/settings'] as const) {
      await goTo(page, path)
      await page.locator(SCREENS[path]).first().waitFor()
      expect(await violationsOf(page), path).toEqual([])
    }
    await page.context().close()
  })

  test('no screen does what its policy refuses, breaks, or is wider than a phone', async () => {
    const context = await browser!.newContext({ viewport: PHONE, locale: 'es-ES' })
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
    })
    page.on('pageerror', error => said.push(error.message))
    for (const [path, selector] of Object.entries(SCREENS)) {
      await page.goto(api.url + path)
      await page.waitForSelector(selector)
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (wider > 0) said.push(`${path} is ${wider} px too wide`)
    }
    await context.close()
    expect(said).toEqual([])
  })

  test.each([
    [
      'the models cannot tell',
      { liveness: 'unavailable' },
      '/settings/models',
      'The models in use cannot tell pictures from people.',
    ],
    ['told not to look', {}, '/settings', 'Pictures are not told from people: switched off.'],
  ] as const)('where pictures are not told from people, every screen says so: %s', async (_, world, href, words) => {
    const naming = await startFakeApi({ people: 10, ...world })
    if (href === '/settings') naming.world.settings.liveness = 'off'
    const page = await browser!.newPage({ locale: 'en-GB' })
    await page.goto(`${naming.url}/people`)
    const note = page.getByRole('link', { name: words })
    for (const path of ['/live', '/people', '/timeline', '/place', '/visitors']) {
      await goTo(page, path)
      await note.waitFor()
    }
    expect(await note.getAttribute('href')).toBe(href)
    await page.close()
    await naming.close()
  })

  test('what is wrong is said in Spanish first, and exactly by the server below', async () => {
    const message = 'The door Safe stays closed: the store is locked.'
    const troubled = await startFakeApi({ people: 10, problems: [{ code: 'door_fault', message }] })
    const page = await browser!.newPage({ locale: 'es-ES' })
    await page.goto(`${troubled.url}/people`)
    const banner = page.getByRole('alert')
    await banner.getByText('Una puerta sigue cerrada porque algo ha fallado.').waitFor()
    expect(await banner.locator('[lang=en]').allTextContents()).toEqual([message])
    await page.close()
    await troubled.close()
  })

  test('the keyboard goes past the navigation, and along it, in the order one sees', async () => {
    const page = await browser!.newPage({ locale: 'en-GB' })
    await page.goto(`${api.url}/people`)
    await page.waitForSelector('.person-card')
    const focused = () => page.evaluate<string>('document.activeElement.textContent || document.activeElement.id')
    const order: string[] = []
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab')
      order.push(await focused())
    }
    const screens = ['Live', 'People', 'Visitors', 'Timeline', 'Place', 'Alerts', 'Doors', 'Cameras', 'Settings']
    expect(order).toEqual(['Skip to content', 'Rostro', ...screens, 'ana'])
    await page.reload()
    await page.waitForSelector('.person-card')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Gallery health')
    await page.close()
  })

  test('a phone reaches the screens its bar has no room for by the last entry of it', async () => {
    const page = await browser!.newPage({ locale: 'en-GB', viewport: PHONE, reducedMotion: 'reduce' })
    await page.goto(`${api.url}/people`)
    await page.waitForSelector('.person-card')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menu', { name: 'More' }).waitFor()
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Place', 'Alerts', 'Doors', 'Cameras', 'Settings'])
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('menuitem', { name: 'Alerts' }).click()
    await page.waitForURL(/\/alerts$/)
    await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor()
    await page.close()
  })

  test('only what a screen needs is loaded, and nothing from elsewhere', async () => {
    const context = await browser!.newContext()
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto(`${api.url}/people`)
    await page.waitForSelector('.person-card')
    await context.close()
    expect(asked.filter(url => !url.startsWith(api.url))).toEqual([])
    // The live connection is every screen's, since alerts are told on all; pictures of cameras are not.
    expect(asked.filter(url => /own-camera|server-camera/.test(url))).toEqual([])
  })

  test('a viewer is shown why nothing can be changed', async () => {
    const viewed = await startFakeApi({ people: 10, role: 'viewer' })
    const page = await browser!.newPage({ locale: 'en-GB' })
    await page.goto(`${viewed.url}/settings`)
    await page.getByText('Only administrators may change this.').waitFor()
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Recognition', 'Privacy', 'Models', 'Password', 'API'])
    await page.getByText('Names are given from similarity 0.40 on.').waitFor()
    expect(await page.getByRole('radio', { name: 'A share of strangers' }).isDisabled()).toBe(true)
    await page.goto(`${viewed.url}/settings/models`)
    await page.getByText('Not downloaded').waitFor()
    expect(await page.getByRole('button', { name: /^Use/ }).count()).toBe(0)
    await page.goto(`${viewed.url}/people/p1`)
    await page.getByText('Your role may look, not change.').waitFor()
    expect(await page.getByRole('link', { name: 'Add photos' }).count()).toBe(0)
    await page.goto(`${viewed.url}/health`)
    await page.getByText('Your role may look, not change.').waitFor()
    await page.close()
    await viewed.close()
  })
})
