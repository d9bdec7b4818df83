// The kiosk in Chromium, with its fake camera, against a made-up server that says what it shows.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DoorView } from '../../src/client.ts'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, viewOf, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const FAKE_CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']
const WITH_KEY = '/kiosk/d0#made-up-key'

const browser: Browser | undefined = await openBrowser(FAKE_CAMERA)
afterAll(() => browser?.close())

const step = (action: NonNullable<DoorView['step']>['action'], more: Partial<NonNullable<DoorView['step']>> = {}) => ({
  ...{ action, dot: null, index: 0, of: 3, returning: false, endsInMs: 4000, alternatives: 2 },
  ...more,
})

describe.skipIf(!browser)('a kiosk', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 8, signedIn: false, ...world })
    live = serveFakeLive(api)
  }
  const visit = async (path = WITH_KEY, options: BrowserContextOptions = {}, before?: string) => {
    context = await browser!.newContext({
      ...{ viewport: { width: 1280, height: 800 }, locale: 'en-GB', permissions: ['camera'] },
      ...options,
    })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    if (before !== undefined) await page.addInitScript(before)
    await page.goto(api.url + path)
  }
  beforeEach(() => start())
  afterEach(async () => {
    await context.close()
    live.close()
    await api.close()
  })

  const sign = (text: string | RegExp) => page.getByRole('status').getByText(text)
  const show = (state: DoorView['state'], more: Partial<DoorView> = {}) => {
    live.door = viewOf(state, more)
  }
  const heard = (type: string) => live.heard.filter(message => message.type === type)

  test('stands at its door by the key behind #, by a ticket, and says which camera it has', async () => {
    await visit()
    await sign('Come here and look at the screen').waitFor()
    expect(live.heard[0]).toEqual({ type: 'door', doorId: 'd0', camera: expect.stringContaining('fake') as string })
    expect(api.asked).toContain('POST /doors/:doorId/ticket')
    expect(await page.getByRole('navigation').count()).toBe(0)
  })

  test('needs a key or an administrator', async () => {
    await visit('/kiosk/d0')
    await page.getByText('This page needs a link of its own').waitFor()
    expect(live.framesSeen).toBe(0)
    await context.close()
    live.close()
    await api.close()
    await start({ signedIn: true })
    await visit('/kiosk/d0')
    await sign('Come here and look at the screen').waitFor()
    expect(api.asked).not.toContain('POST /doors/:doorId/ticket')
  })

  test('says so when its key was taken back', async () => {
    await visit('/kiosk/d0#another-key')
    await sign('This screen may not stand here').waitFor()
    expect(live.connections).toBe(0)
  })

  test('asks for one movement after the other, by keyboard for another one or to begin again', async () => {
    await visit()
    show('challenge', { step: step('turn_left') })
    await sign('Turn your head to the left').waitFor()
    await page.getByText('Movement 1 of 3').waitFor()
    await page.keyboard.press('a')
    await expect.poll(() => heard('another_movement')).toHaveLength(1)
    show('challenge', { step: step('turn_left', { index: 1, returning: true }) })
    await sign('Look straight ahead').waitFor()
    show('challenge', { step: step('look_up', { index: 1, alternatives: 0 }) })
    await sign('Look up').waitFor()
    expect(await page.getByRole('button', { name: /cannot do/ }).count()).toBe(0)
    await page.getByRole('button', { name: /Begin again/ }).press('Enter')
    await expect.poll(() => heard('begin_again')).toHaveLength(1)
  })

  test('shows a dot to follow where the server wants it', async () => {
    await visit(WITH_KEY, { reducedMotion: 'reduce' })
    show('challenge', { step: step('follow_dot', { dot: { x: 0.1, y: 0.5 } }) })
    const dot = page.locator('.follow-dot')
    await dot.waitFor()
    await expect
      .poll(async () => Math.round(((await dot.boundingBox())?.x ?? 0) + (await dot.boundingBox())!.width / 2))
      .toBe(128)
  })

  test('lights the face in the colours of a nonce once, one after the other, never quicker than allowed', async () => {
    await visit(
      WITH_KEY,
      {},
      `window.floods = []
       new MutationObserver(() => {
         const colour = document.querySelector('.flood')?.dataset.colour
         if (floods.at(-1)?.colour !== colour) floods.push({ colour, at: performance.now() })
       }).observe(document, { subtree: true, childList: true, attributes: true })`,
    )
    const colours = { nonce: 'n1', sequence: ['red', 'green', 'blue', 'white'] as const, colourMs: 20 }
    show('challenge', { step: step('blink'), colours: { ...colours, sequence: [...colours.sequence] } })
    await expect
      .poll(() => page.evaluate('floods.map(({ colour }) => colour ?? null)'), { timeout: 20_000 })
      .toEqual(['red', 'green', 'blue', 'white', null])
    const [first, , , fourth] = await page.evaluate<{ at: number }[]>('floods')
    expect(fourth!.at - first!.at).toBeGreaterThan(950)
    await page.getByText('The screen changes colour, never more than three times a second.').waitFor()
  })

  test('takes a PIN by touch or keyboard, shows dots only, and sends a badge as the reader types it', async () => {
    await visit()
    show('factor', { factors: ['pin', 'badge'] })
    await sign('Type your PIN or show your badge').waitFor()
    for (const digit of ['1', '2']) await page.getByRole('button', { name: digit, exact: true }).click()
    await page.keyboard.type('34')
    await expect.poll(() => page.locator('.pad-dot').count()).toBe(4)
    expect(await page.content()).not.toContain('1234')
    await page.keyboard.press('Enter')
    await expect.poll(() => heard('factor')).toEqual([{ type: 'factor', value: '1234' }])
    await page.keyboard.type('04ABMF99')
    await page.keyboard.press('Enter')
    await expect.poll(() => heard('factor').at(-1)).toEqual({ type: 'factor', value: '04ABMF99' })
    expect(heard('another_movement').length + heard('begin_again').length).toBe(0)
    await page.getByRole('button', { name: 'Sound off (M)' }).waitFor()
  })

  test('greets whoever was let in by name, and forgets them', async () => {
    await visit()
    show('opened', { person: { name: 'Nora Castillo' }, reasons: ['recognized'], waitMs: 5000 })
    await sign('Come in').waitFor()
    await page.getByText('Nora Castillo').waitFor()
    await page.getByText('Nora Castillo').waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain('Castillo')
  })

  test.each([
    ['refused', { reasons: ['presentation_attack'] }, 'This looks like a picture. Please come yourself'],
    ['refused', { reasons: ['challenge_failed'], failure: 'flat' }, 'This looks like a picture. Please come yourself'],
    ['refused', { reasons: ['unknown_person'] }, 'This door does not open for you'],
    ['refused', { reasons: ['not_allowed'] }, 'This door does not open for you'],
    ['paused', { waitMs: 30_000 }, 'Too many attempts. Wait a moment'],
    ['locked', {}, 'This door is locked'],
    ['off', {}, 'This door is switched off'],
    ['fault', { reasons: ['opener_fault'] }, 'All was right, but the door did not answer'],
    ['waiting_for_second_person', { waitMs: 20_000 }, 'Now the second person, please'],
    ['approach', { hint: 'come_closer' }, 'Come closer'],
  ] as const)('says plainly what is the matter: %s %o', async (state, more, text) => {
    await visit()
    show(state, more as unknown as Partial<DoorView>)
    await sign(text).waitFor()
  })

  test('says that it has no connection, shows nothing of before, and comes back by itself with a new ticket', async () => {
    await visit()
    show('opened', { person: { name: 'Nora Castillo' } })
    await sign('Come in').waitFor()
    const tickets = api.world.doors.tickets
    live.refuse = true
    live.drop()
    await sign('No connection').waitFor()
    expect(await page.content()).not.toContain('Castillo')
    show('idle')
    live.refuse = false
    await sign('Come here and look at the screen').waitFor()
    expect(api.world.doors.tickets).toBeGreaterThan(tickets)
  })

  test('speaks the other language at a press, and is silent at another; both are remembered', async () => {
    await visit()
    await page.getByRole('button', { name: 'Español' }).click()
    await sign('Acércate y mira a la pantalla').waitFor()
    await page.keyboard.press('m')
    await page.getByRole('button', { name: 'Poner el sonido (M)' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Poner el sonido (M)' }).waitFor()
  })

  test('says why there is no camera', async () => {
    await visit(
      WITH_KEY,
      {},
      `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotReadableError'))`,
    )
    await page.getByRole('alert').getByText('Another program uses the camera').waitFor()
    expect(live.connections).toBe(0)
  })

  test.each([
    ['light', {}],
    ['dark', { viewport: { width: 390, height: 844 }, locale: 'es-ES', hasTouch: true }],
  ] as const)('breaks no rule of WCAG 2.2 AA, %s %o', async (colorScheme, options) => {
    await visit(WITH_KEY, { colorScheme, reducedMotion: 'reduce', ...options })
    for (const view of [
      viewOf('challenge', { step: step('turn_right') }),
      viewOf('factor', { factors: ['pin', 'code'] }),
      viewOf('opened', { person: { name: 'Nora Castillo' } }),
      viewOf('refused', { reasons: ['presentation_attack'] }),
      viewOf('paused', { waitMs: 30_000 }),
    ]) {
      live.door = view
      await page.locator(`[data-state=${view.state}]`).waitFor()
      expect(await violationsOf(page)).toEqual([])
      const { width } = page.viewportSize()!
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
    }
  })
})
