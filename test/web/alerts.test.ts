// The alerts in Chromium against a made-up server: what was told, rules in plain words, targets, notifications of this device.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NoticeJson } from '../../src/client.ts'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

/** Longer than vitest's second: the machines that run this are slow. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 })
const PHONE = { width: 390, height: 844 }
/** Stands in for the browser's own, which headless Chromium shows nobody: keeps what was shown. */
const RECORDED = `
  window.shown = []
  window.Notification = class {
    static permission = localStorage.getItem('test.permission') ?? 'default'
    static requestPermission = async () => (window.Notification.permission = 'granted')
    constructor(title, options) {
      window.shown.push({ title, ...options })
      window.last = this
    }
    close() {}
  }`

describe.skipIf(!browser)('the alerts', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 10, ...world })
    live = serveFakeLive(api)
  }
  const stop = async () => {
    live.close()
    await api.close()
  }
  const again = async (world: WorldOptions) => {
    await stop()
    await start(world)
  }
  const visit = async (path: string, options: BrowserContextOptions = {}, init?: string) => {
    context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
    if (init !== undefined) await context.addInitScript(init)
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + path)
  }
  beforeEach(() => start())
  afterEach(async () => {
    await context.close()
    await stop()
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const row = (text: string) => page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: text })
  const rules = () => [...api.world.rules.values()]
  const targets = () => [...api.world.targets.values()].map(({ target }) => target)
  /** Until the page hears what the server says. */
  const listening = () => eventually(() => live.connections).toBeGreaterThan(0)
  const notice = (change: Partial<NoticeJson> = {}): NoticeJson => ({
    ...{ id: 'n99', sequence: 99, at: new Date().toISOString(), rule: { id: 'r0', name: 'Night' }, kind: 'arrived' },
    ...{ camera: { id: 'c0', name: 'Front door' }, person: { id: 'p1', name: 'Ana Soto' }, visitor: null, visitId: 'v1' },
    ...change,
  })

  describe('what was told', () => {
    test('stands as sentences, newest first, and leads to whom it is about', async () => {
      await visit('/alerts')
      const lines = page.getByRole('tabpanel').getByRole('listitem')
      await lines.first().waitFor()
      const texts = await lines.allInnerTexts()
      expect(texts).toHaveLength(24)
      expect(texts[0]).toMatch(/A picture was held up at Front door[^]*Rule “Attack”/)
      expect(texts[2]).toMatch(/Visitor 12 arrived at Front door[^]*6 visits so far/)
      expect(texts[3]).toMatch(/A stranger arrived at Front door/)
      expect(await page.getByRole('link', { name: 'Visitor 12 arrived at Front door' }).first().getAttribute('href')).toBe(
        '/visitors/vis12',
      )
      await page
        .getByRole('link', { name: /is not here$/ })
        .first()
        .click()
      await page.waitForURL(/\/people\/p1$/)
    })

    test('goes on with older ones until the oldest', async () => {
      const [first] = api.world.notices
      for (let i = 24; i < 130; i += 1) api.world.notices.push({ ...first!, id: `n${i}`, sequence: i + 1 })
      await visit('/alerts')
      const lines = page.getByRole('tabpanel').getByRole('listitem')
      await button('Show older ones').click()
      await eventually(() => lines.count()).toBe(100)
      await button('Show older ones').click()
      await eventually(() => lines.count()).toBe(130)
      await page.getByText('Alerts are kept for three days.').waitFor()
    })

    test('without any says what to do', async () => {
      await again({ people: 0 })
      await visit('/alerts')
      await page.getByText('Nothing was told yet').waitFor()
      await page.getByRole('link', { name: 'Write a rule' }).click()
      await page.waitForURL(/\/alerts\/rules$/)
    })
  })

  describe('the rules', () => {
    test('stand as plain sentences', async () => {
      await visit('/alerts/rules')
      await row('Stranger at night').waitFor()
      expect(await row('Stranger at night').innerText()).toContain(
        'When a stranger arrives at any camera, 20:00–07:00: tell shop and home, at most every 30 minutes.',
      )
      expect(await row('Staff late').innerText()).toContain('When somebody of Staff is not here by 09:00 (Mon–Fri): tell home.')
      expect(await row('Regulars').innerText()).toMatch(/Off[^]*with 5 visits or more/)
    })

    test('the first is made at one click, and changed afterwards', async () => {
      await again({ people: 0 })
      await visit('/alerts/rules')
      await page.getByRole('link', { name: 'Add a group' }).waitFor()
      await button('Use this rule: A stranger at night').click()
      await row('When a stranger arrives').waitFor()
      expect(rules()).toMatchObject([{ name: 'A stranger at night', who: { kind: 'unknown' }, atMostEveryMinutes: 30 }])
      await button('Change').click()
      await page.getByRole('dialog', { name: 'Change a rule' }).waitFor()
    })

    test('who is late is proposed of a group there is', async () => {
      api.world.rules.clear()
      await visit('/alerts/rules')
      await button('Use this rule: Staff not here in time').click()
      await row('When somebody of Staff is not here by 09:00 (Mon–Fri)').waitFor()
      expect(rules()).toMatchObject([{ who: { kind: 'group', groupId: 'g0' }, when: { kind: 'missing', by: '09:00' } }])
    })

    test('one is written in words and read back while it is', async () => {
      await visit('/alerts/rules')
      await button('Add a rule').click()
      const dialog = page.getByRole('dialog', { name: 'Add a rule' })
      await page.getByRole('button', { name: /Who$/ }).click()
      await page.getByRole('option', { name: 'One person' }).click()
      await dialog.getByRole('button', { name: 'Add a rule' }).click()
      await page.getByText('Choose a person.').waitFor()
      await page.getByRole('option', { name: api.world.people.get('p2')!.name }).click()
      await page.getByText('Quiet hours').click()
      const { name } = api.world.people.get('p2')!
      await dialog
        .getByRole('status')
        .filter({ hasText: `When ${name} arrives at any camera, quiet 20:00–07:00` })
        .waitFor()
      await dialog.getByRole('button', { name: 'Add a rule' }).click()
      await row(`When ${name} arrives`).waitFor()
      expect(rules().at(-1)).toMatchObject({ name: `When ${name} arrives`, who: { kind: 'person', personId: 'p2' } })
    })

    test('one is switched off at once, and deleted after a question', async () => {
      await visit('/alerts/rules')
      await page.getByRole('switch', { name: 'Stranger at night is on' }).focus()
      await page.keyboard.press('Space')
      await eventually(() => api.world.rules.get('r0')?.enabled).toBe(false)
      expect(api.world.rules.get('r0')).toMatchObject({ atMostEveryMinutes: 30, targetIds: ['t0', 't1'] })
      await button('Delete Stranger at night').click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByText('The rule Stranger at night is deleted.').waitFor()
      expect(api.world.rules.has('r0')).toBe(false)
    })

    test('one that cannot speak says why', async () => {
      const regulars = api.world.rules.get('r2')!
      api.world.rules.set('r2', { ...regulars, enabled: true })
      api.world.rules.set('r3', {
        ...regulars,
        id: 'r3',
        name: 'Gone',
        enabled: true,
        who: { kind: 'person', personId: 'nobody' },
      })
      await visit('/alerts/rules')
      await row('Regulars').getByText('Strangers are not remembered at the moment').waitFor()
      await row('Gone').getByText('Whom it was about was deleted.').waitFor()
    })

    test('a viewer reads them and changes nothing', async () => {
      await again({ role: 'viewer' })
      await visit('/alerts/rules')
      await row('Stranger at night').waitFor()
      await page.getByText('Only administrators may change this.').waitFor()
      expect(await page.getByRole('button', { name: /Add|Delete|Change/ }).count()).toBe(0)
      expect(await page.getByRole('switch').count()).toBe(0)
    })
  })

  describe('the targets', () => {
    test('say how delivery goes, and a test what came of it', async () => {
      await visit('/alerts/targets')
      await row('shop').waitFor()
      expect(await row('shop').innerText()).toMatch(/4 alerts waiting, next try in 4 minutes[^]*Failed 3 times: .*answered 503/)
      expect(await row('home').innerText()).toMatch(/MQTT[^]*All delivered/)
      await button('Test home').click()
      await row('home').getByText('The test alert arrived.').waitFor()
      await button('Test shop').click()
      await row('shop').getByText('The test alert did not arrive: shop answered 503.').waitFor()
    })

    test('a webhook is added, and its secret shown this once', async () => {
      await visit('/alerts/targets', { permissions: ['clipboard-read', 'clipboard-write'] })
      await button('Add a target').click()
      const dialog = page.getByRole('dialog', { name: 'Add a target' })
      await dialog.getByRole('button', { name: 'Add a target' }).click()
      await page.getByText('An address begins with http:// or https://.').waitFor()
      await field('Address').fill('http://192.168.1.9/hook')
      await page.getByText('This looks like an address of your own network.').waitFor()
      await page.getByText('The address is in my own network').click()
      await dialog.getByRole('button', { name: 'Add a target' }).click()
      await page.getByRole('dialog', { name: 'The secret of 192.168.1.9' }).waitFor()
      await button('Copy').click()
      await page.getByText('Copied.').waitFor()
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/^whsec_/)
      await button('Done').click()
      await row('192.168.1.9').waitFor()
      expect(targets().at(-1)).toMatchObject({ url: 'http://192.168.1.9/hook', allowPrivate: true })
    })

    test('a broker is changed without its password being shown or lost', async () => {
      await visit('/alerts/targets')
      await button('Change home').click()
      expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
      await page.getByText(/Left empty, it stays/).waitFor()
      await field('Topic').fill('house')
      await button('Save').click()
      await row('home').getByText('house').waitFor()
      expect(targets()[1]).toMatchObject({ topic: 'house', username: 'rostro', hasPassword: true })
    })

    test('a file is added, switched off, and deleted after a question', async () => {
      api.world.targets.clear()
      await visit('/alerts/targets')
      await page.getByText('Alerts stay on this page').waitFor()
      await button('Add a target').click()
      await page.getByText('Writes a line of JSON for each alert').click()
      await field('File name').fill('door.jsonl')
      await page.getByRole('dialog').getByRole('button', { name: 'Add a target' }).click()
      await page.getByRole('switch', { name: 'door.jsonl is on' }).focus()
      await page.keyboard.press('Space')
      await row('door.jsonl').getByText('Off').waitFor()
      expect(targets()).toMatchObject([{ kind: 'jsonl', file: 'door.jsonl', enabled: false }])
      await button('Delete door.jsonl').click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByText('Alerts stay on this page').waitFor()
    })
  })

  describe('on this device', () => {
    test('an alert is told on whichever screen, and leads to whom it is about', async () => {
      await visit('/people')
      await listening()
      live.tell({ type: 'alert', notice: notice() })
      await page.getByText('Ana Soto arrived at Front door').waitFor()
      await button('Show').click()
      await page.waitForURL(/\/people\/p1$/)
    })

    test('a burst of alerts is told as one', async () => {
      await visit('/people')
      await page.clock.install()
      await page.reload()
      await listening()
      for (let i = 0; i < 30; i += 1) live.tell({ type: 'alert', notice: notice({ id: `b${i}`, sequence: 100 + i }) })
      await page.getByText('Ana Soto arrived at Front door').waitFor()
      await page.clock.fastForward(6500)
      await page.getByText('29 more alerts').waitFor()
    })

    test('an open list takes it in at its top', async () => {
      await visit('/alerts')
      await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
      await listening()
      api.world.notices.push(notice({ sequence: 25 }))
      live.tell({ type: 'alert', notice: notice({ sequence: 25 }) })
      await eventually(() => page.getByRole('tabpanel').getByRole('listitem').first().innerText()).toMatch(/^Ana Soto arrived/)
    })

    test('notifications are asked for by a switch, name nobody until that is wanted, and show an alert once', async () => {
      await visit('/alerts', {}, RECORDED)
      const shown = () => page.evaluate<{ title: string; body: string; tag: string }[]>('window.shown')
      await page.getByText('Show alerts on this device').click()
      await page.getByText('With names').waitFor()
      expect(await shown()).toMatchObject([{ title: 'Alerts will look like this.' }])
      await listening()
      live.tell({ type: 'alert', notice: notice() })
      await eventually(shown).toHaveLength(2)
      expect((await shown())[1]).toMatchObject({ title: 'Somebody registered arrived at Front door', body: '', tag: 'n99' })
      expect(JSON.stringify(await shown())).not.toMatch(/image|photos|Ana/)
      await page.getByText('With names').click()
      live.tell({ type: 'alert', notice: notice({ id: 'n100' }) })
      await eventually(shown).toHaveLength(3)
      expect((await shown())[2]).toMatchObject({ title: 'Ana Soto arrived at Front door', body: 'Night', tag: 'n100' })
      await page.evaluate('window.last.onclick()')
      await page.waitForURL(/\/people\/p1$/)
    })

    test('a browser that forbids notifications says where to allow them', async () => {
      await visit('/alerts', {}, `localStorage.setItem('test.permission', 'denied');${RECORDED}`)
      await page.getByText(/told not to show notifications/).waitFor()
      expect(await page.getByRole('switch', { name: /Show alerts on this device/ }).isDisabled()).toBe(true)
    })

    test('a browser that has none says so', async () => {
      await visit('/alerts', {}, 'delete window.Notification')
      await page.getByText(/shows no notifications here/).waitFor()
    })
  })

  test('visits that change are asked for again where they are shown', async () => {
    await again({ remembering: true })
    await visit('/visitors')
    const asks = () => api.asked.filter(key => key === 'GET /visitors').length
    await eventually(asks).toBeGreaterThan(0)
    await listening()
    const before = asks()
    live.tell({ type: 'visits' })
    await eventually(asks).toBeGreaterThan(before)
  })

  test('break no rule of WCAG 2.2 AA', async () => {
    await visit('/alerts', { reducedMotion: 'reduce' })
    await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
    for (const [path, open] of [
      ['/alerts/rules', 'Change Stranger at night'],
      ['/alerts/targets', 'Add a target'],
      ['/alerts/targets', 'Change home'],
    ] as const) {
      await goTo(page, path)
      await button(open).waitFor()
      expect(await violationsOf(page)).toEqual([])
      await button(open).click()
      await page.getByRole('dialog').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })

  test('fit a phone in Spanish, and break no rule there', async () => {
    api.world.rules.delete('r0')
    await visit('/alerts', { viewport: PHONE, locale: 'es-ES', reducedMotion: 'reduce', hasTouch: true })
    for (const path of ['/alerts', '/alerts/rules', '/alerts/targets']) {
      await goTo(page, path)
      await page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width)
      expect(await violationsOf(page)).toEqual([])
    }
    api.world.rules.clear()
    await page.goto(`${api.url}/alerts/rules`)
    await page.getByText('Aún no hay reglas').waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
