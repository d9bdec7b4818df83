// The cameras in Chromium against a made-up server: adding with a test, zones by pointer and by keys, roles.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('the cameras', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  const start = async (world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 10, ...world })
    live = serveFakeLive(api)
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
  const settings = (cameraId: string) => api.world.cameras.get(cameraId)!.settings
  const openDialog = async () => {
    await visit('/cameras')
    await button('Add a camera').click()
  }

  test('shows each with its state as a word, its figures and what it sees', async () => {
    await visit('/cameras')
    const door = page.getByRole('listitem').filter({ hasText: 'Front door' })
    await door.locator('img').waitFor()
    expect(await door.innerText()).toMatch(/Online[^]*25 fps[^]*40 ms ago/)
    const first = page.getByRole('main').getByRole('listitem').first()
    expect(await first.innerText()).toMatch(/Car park[^]*Reconnecting[^]*stopped sending pictures/)
  })

  test('adds one after a test that shows its picture', async () => {
    await openDialog()
    await page.getByRole('textbox', { name: 'Address' }).fill('rtsp://me:secret@gate.local/live')
    await button('Test').click()
    await page.getByText('It works: 1280 × 720, 25 frames a second.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('gate.local')
    await page.getByRole('textbox', { name: 'Name' }).fill('Gate')
    await button('Save').click()
    await page.getByRole('heading', { name: 'Gate', level: 1 }).waitFor()
    expect([...api.world.cameras.values()].map(({ name }) => name)).toContain('Gate')
  })

  test('says plainly what is wrong with an address and what to do', async () => {
    await openDialog()
    await button('Test').click()
    await page.getByText('Say where the camera is.').waitFor()
    await page.getByText('Addresses of common makers').click()
    await button(/^Use the address of Reolink/).click()
    await button('Test').click()
    await page.getByText('Put your own in place of USER, PASSWORD and ADDRESS.', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: 'Address' }).fill('rtsp://bad.local/live')
    await button('Test').click()
    await page.getByText(/Is the camera on, and can the server reach it/).waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Workshop')
    await button('Save without a test').click()
    await page.getByText('A camera of that name is there already.').waitFor()
  })

  test('offers the cameras plugged into the server', async () => {
    await openDialog()
    await page.getByRole('tab', { name: 'Plugged in' }).click()
    await page.getByText('USB camera').click()
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('USB camera')
    await button('Save without a test').click()
    await page.getByRole('heading', { name: 'USB camera', level: 1 }).waitFor()
  })

  test('draws a zone by pointer, on the picture, and saves it', async () => {
    await visit('/cameras/c0')
    await button('Add a zone').click()
    await page.getByRole('textbox', { name: 'Name of the zone' }).fill('Gate')
    expect(await button('Save').isDisabled()).toBe(true)
    const surface = page.locator('.zone-surface[data-drawing]')
    const { width, height } = (await surface.boundingBox())!
    for (const [x, y] of [
      [0.5, 0.2],
      [0.9, 0.2],
      [0.9, 0.7],
    ] as const)
      await surface.click({ position: { x: x * width, y: y * height } })
    const corner = (await button('Point 3 of Gate').boundingBox())!
    await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2)
    await page.mouse.down()
    await page.mouse.move(corner.x + corner.width / 2 - 0.1 * width, corner.y + corner.height / 2, { steps: 3 })
    await page.mouse.up()
    await button('Save').click()
    await page.getByText('Front door is saved').waitFor()
    const [zone] = settings('c0').zones
    expect(zone?.name).toBe('Gate')
    expect(zone?.points.map(({ x, y }) => [x.toFixed(1), y.toFixed(1)])).toEqual([
      ['0.5', '0.2'],
      ['0.9', '0.2'],
      ['0.8', '0.7'],
    ])
  })

  test('draws a zone by keys alone', async () => {
    await visit('/cameras/c0')
    await button('Add a zone').focus()
    await page.keyboard.press('Enter')
    const add = button('Add a point')
    for (let points = 0; points < 4; points++) {
      await add.focus()
      await page.keyboard.press('Enter')
    }
    await button('Point 1 of Zone 1').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowDown')
    await button('Point 4 of Zone 1').focus()
    await page.keyboard.press('Delete')
    expect(await page.getByRole('button', { name: /^Point \d of/ }).count()).toBe(3)
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Point 3 of Zone 1')
    await button('Save').focus()
    await page.keyboard.press('Enter')
    await page.getByText('Front door is saved').waitFor()
    expect(settings('c0').zones[0]?.points[0]).toEqual({ x: 0.26, y: 0.252 })
  })

  test('draws a line by pointer, and the arrow says which way is in', async () => {
    await visit('/cameras/c0')
    await button('Add a line').click()
    await page.getByRole('textbox', { name: 'Name of the line' }).fill('Entrance')
    await page.getByText('Going down the picture is coming in.').waitFor()
    const { x, y, width, height } = (await page.locator('.zone-surface[data-drawing]').boundingBox())!
    await page.mouse.click(x + 0.5 * width, y + 0.1 * height)
    await page.mouse.move(x + 0.8 * width, y + 0.6 * height)
    await page.mouse.down()
    await page.mouse.move(x + 0.5 * width, y + 0.9 * height, { steps: 3 })
    await page.mouse.up()
    await page.getByText('Going left is coming in.').waitFor()
    await button('Swap in and out').click()
    await page.getByText('Going right is coming in.').waitFor()
    await button('Save').click()
    await page.getByText('Front door is saved').waitFor()
    const [line] = settings('c0').lines
    expect(line?.name).toBe('Entrance')
    expect([line?.from, line?.to].map(end => [end?.x.toFixed(1), end?.y.toFixed(1)])).toEqual([
      ['0.5', '0.9'],
      ['0.5', '0.1'],
    ])
  })

  test('draws a line by keys alone, and wants a name of its own for each', async () => {
    await visit('/cameras/c0')
    await button('Add a line').press('Enter')
    await button('Beginning of Line 1').press('ArrowLeft')
    await page.keyboard.press('Shift+ArrowUp')
    await button('End of Line 1').press('ArrowDown')
    await button('Add a line').press('Enter')
    const name = page.getByRole('textbox', { name: 'Name of the line' })
    await name.fill('Line 1')
    await page.getByText('Another line has this name.').first().waitFor()
    expect(await button('Save').isDisabled()).toBe(true)
    await button('Delete Line 1').last().press('Enter')
    await button('Save').press('Enter')
    await page.getByText('Front door is saved').waitFor()
    expect(settings('c0').lines).toEqual([{ name: 'Line 1', from: { x: 0.19, y: 0.598 }, to: { x: 0.8, y: 0.61 } }])
  })

  test('draws one thing at a time: a zone closes the line, and a line the zone', async () => {
    await visit('/cameras/c0')
    await button('Add a line').click()
    await button('Add a zone').click()
    expect(await page.getByRole('textbox', { name: 'Name of the line' }).count()).toBe(0)
    await button('Change Line 1').click()
    expect(await page.getByRole('textbox', { name: 'Name of the zone' }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Name of the line' }).waitFor()
  })

  test('belongs to a place, or is near every other camera', async () => {
    await visit('/cameras/c0')
    const place = page.getByRole('textbox', { name: 'Place' })
    await place.fill(' Shop ')
    await button('Save').click()
    await page.getByText('Front door is saved').waitFor()
    expect(settings('c0').place).toBe('Shop')
    await place.fill('')
    await button('Save').click()
    await expect.poll(() => settings('c0').place).toBeNull()
  })

  test('changes the smallest face by its square, and shows the pixels', async () => {
    await visit('/cameras/c0')
    const corner = page.getByRole('slider', { name: 'Smallest face' })
    await corner.focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('PageUp')
    expect(await corner.getAttribute('aria-valuenow')).toBe('71')
    const { x, y } = (await corner.boundingBox())!
    await page.mouse.move(x + 14, y + 14)
    await page.mouse.down()
    await page.mouse.move(x + 14, y + 14 - 20, { steps: 2 })
    await page.mouse.move(x + 34, y + 14, { steps: 2 })
    await page.mouse.up()
    await button('Save').click()
    await page.getByText('Front door is saved').waitFor()
    expect(settings('c0').minFacePx).toBeGreaterThan(90)
  })

  test('has its own threshold and rule, or those of all', async () => {
    await visit('/cameras/c0')
    await page.getByText('Own threshold').click()
    const threshold = page.getByRole('textbox', { name: 'Threshold of this camera' })
    await threshold.fill('0.55')
    await page.getByRole('button', { name: /How photos of a person count/ }).click()
    await page.getByRole('option', { name: 'A vote among them' }).click()
    await button('Save').click()
    await page.getByText('Front door is saved').waitFor()
    expect(settings('c0')).toMatchObject({ threshold: 0.55, rule: 'vote' })
    await page.getByText('Own threshold').click()
    await button('Discard').click()
    expect(await threshold.inputValue()).toBe('0.55')
  })

  test('is switched off at once, and deleted after a question', async () => {
    await visit('/cameras/c0')
    await page.getByText('Camera on').click()
    await expect.poll(() => api.world.cameras.get('c0')?.enabled).toBe(false)
    await button('Delete camera').click()
    const question = page.getByRole('alertdialog', { name: 'Delete Front door?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(api.world.cameras.has('c0')).toBe(true)
    await button('Delete camera').click()
    await question.getByRole('button', { name: 'Delete camera' }).click()
    await page.waitForURL(/\/cameras$/)
    expect(api.world.cameras.has('c0')).toBe(false)
  })

  test('a viewer looks and changes nothing', async () => {
    live.close()
    await api.close()
    await start({ role: 'viewer' })
    await visit('/cameras')
    await page.getByRole('link', { name: 'Front door' }).click()
    await page.getByText('Only administrators may change this.').waitFor()
    expect(await page.getByRole('button', { name: /Add|Delete|Change|Save/ }).count()).toBe(0)
    expect(await page.getByRole('switch', { name: /Camera on/ }).isDisabled()).toBe(true)
  })

  test('an empty list says what to do; a camera that is gone says so', async () => {
    live.close()
    await api.close()
    await start({ people: 0 })
    await visit('/cameras')
    await page.getByText('No camera yet').waitFor()
    await button('Add a camera').click()
    await page.getByRole('dialog').waitFor()
    await page.goto(`${api.url}/cameras/none`)
    await page.getByText('This camera is not there any more').waitFor()
  })

  test('breaks no rule of WCAG 2.2 AA', async () => {
    await visit('/cameras', { reducedMotion: 'reduce' })
    await page.getByText('Front door').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await button('Add a camera').click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await goTo(page, '/cameras/c0')
    await button('Add a zone').click()
    await button('Add a point').click()
    expect(await violationsOf(page)).toEqual([])
    await button('Add a line').click()
    expect(await violationsOf(page)).toEqual([])
  })

  test('fits a phone', async () => {
    await visit('/cameras/c0', { viewport: { width: 390, height: 844 } })
    await page.getByText('Zones', { exact: true }).waitFor()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
  })
})
