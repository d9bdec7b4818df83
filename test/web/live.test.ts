// The live screen and registering in Chromium, with its fake camera, against a made-up server and live connection.

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'

// What runs inside the page is text, since these tests are checked without the types of a browser.
const HAS_INK = `(() => {
  const canvas = document.querySelector('canvas.faces')
  const pixels = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data ?? []
  return pixels.some((value, i) => i % 4 === 3 && value > 200)
})()`
const RECORD_ANNOUNCEMENTS = `
  window.said = []
  new MutationObserver(changes => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      const isStatus = node.parentElement?.closest('[role=status]')
      if (isStatus && node.textContent.includes('is here')) said.push(node.textContent)
    }
  }).observe(document, { subtree: true, childList: true })`
const FAKE_CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

const browser: Browser | undefined = await openBrowser(FAKE_CAMERA)
afterAll(() => browser?.close())

describe.skipIf(!browser)('with a fake camera', () => {
  let api: FakeApi
  let live: FakeLive
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    api = await startFakeApi({ people: 30 })
    live = serveFakeLive(api)
  })
  afterAll(async () => {
    live.close()
    await api.close()
  })
  beforeEach(async () => {
    context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', permissions: ['camera'] })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    live.heard.length = 0
  })
  afterEach(() => context.close())

  /** The page's policy forbids to wait inside it for an expression: it is asked again and again from here. */
  const until = (expression: string) => expect.poll(() => page.evaluate(expression), { timeout: 20_000 }).toBe(true)
  const faceDrawn = () => until(`Number(document.querySelector('canvas.faces')?.dataset.faces) >= 1`)
  const inkOnCanvas = () => until(HAS_INK)
  const framesAfter = async (count: number) => {
    const enough = live.framesSeen + count
    await expect.poll(() => live.framesSeen, { timeout: 20_000 }).toBeGreaterThanOrEqual(enough)
  }
  const askedFor = (route: string) => api.asked.filter(asked => asked === route).length
  const LOOKS = [
    { look: 'light, on a desk', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
    { look: 'dark, on a phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  ] as const
  const openWithAxe = async (path: string, { viewport, colorScheme }: (typeof LOOKS)[number]) => {
    await context.close()
    const options = { viewport, colorScheme, locale: 'en-GB', permissions: ['camera'] }
    context = await browser!.newContext(options)
    page = await context.newPage()
    await page.goto(api.url + path)
  }
  const startByKey = async () => {
    await page.goto(`${api.url}/live`)
    await page.getByRole('button', { name: 'Start camera' }).waitFor()
    await page.keyboard.press('Space')
    await faceDrawn()
  }

  test('Space starts the camera, and a box with a name is drawn over it', async () => {
    await startByKey()
    await inkOnCanvas()
    const name = [...api.world.people.values()][0]!.name
    await page.getByRole('link', { name }).waitFor()
    expect(live.heard[0]).toEqual({ type: 'recognize' })
  })

  test('a name is announced once, however many answers come', async () => {
    await page.addInitScript(RECORD_ANNOUNCEMENTS)
    await startByKey()
    await framesAfter(30)
    expect(await page.evaluate('said')).toHaveLength(1)
  })

  test('stopping releases the camera and sends nothing more', async () => {
    await startByKey()
    await page.evaluate('window.track = document.querySelector("video").srcObject.getVideoTracks()[0]')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Start camera' }).waitFor()
    expect(await page.evaluate('track.readyState')).toBe('ended')
    expect(await page.getByText('The camera is off.').isVisible()).toBe(true)
  })

  test('the round trip is measured from capture to the drawn box', async () => {
    await startByKey()
    await framesAfter(20)
    const trip = page.locator('[data-round-trip][data-p50]')
    await trip.waitFor()
    expect(Number(await trip.getAttribute('data-p50'))).toBeGreaterThan(0)
    expect(Number(await trip.getAttribute('data-fps'))).toBeGreaterThan(0)
  })

  test('after a lost connection the page comes back by itself', async () => {
    await startByKey()
    live.drop()
    await expect.poll(() => live.heard.filter(({ type }) => type === 'recognize').length, { timeout: 20_000 }).toBe(2)
    await framesAfter(3)
  })

  test('when the session has ended, the page asks to sign in', async () => {
    await startByKey()
    const { account } = api.world
    api.world.account = undefined
    live.refuse = true
    live.drop()
    try {
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
    } finally {
      live.refuse = false
      api.world.account = account
    }
  })

  test('a camera of the server is watched while it is shown, and not afterwards', async () => {
    await page.goto(`${api.url}/live?camera=c0`)
    await faceDrawn()
    await inkOnCanvas()
    await page.getByRole('link', { name: 'People' }).click()
    await expect.poll(() => live.heard, { timeout: 20_000 }).toEqual([{ type: 'watch', cameraId: 'c0' }, { type: 'unwatch' }])
  })

  test('a camera that is off says so', async () => {
    await page.goto(`${api.url}/live?camera=c3`)
    await page.getByText('Storage is switched off.').waitFor()
  })

  test.each([
    ['NotAllowedError', 'The camera is blocked for this page'],
    ['NotFoundError', 'No camera found'],
    ['NotReadableError', 'Another program uses the camera'],
  ])('a camera that does not open (%s) says why and what to do', async (name, title) => {
    await page.addInitScript(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', '${name}'))`)
    await page.goto(`${api.url}/live`)
    await page.getByRole('button', { name: 'Start camera' }).click()
    await page.getByRole('alert').getByText(title).waitFor()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
  })

  test('R registers; somebody is registered with the keyboard alone', async () => {
    await page.goto(`${api.url}/live`)
    await page.getByRole('button', { name: 'Start camera' }).waitFor()
    await page.keyboard.press('r')
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
    await page.keyboard.type('Zoë Nueva')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Look into the camera').waitFor()
    await page.keyboard.press('s')
    await page.getByText('1 of 5 views').waitFor()
    await page.keyboard.press('q')
    await page.getByRole('heading', { name: 'You are known now, Zoë Nueva' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await faceDrawn()
  })

  const begin = async (name: string) => {
    await page.goto(`${api.url}/register`)
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByText('I have read this and agree').click()
    await page.getByRole('button', { name: 'Continue to the camera' }).click()
    await page.getByRole('tab', { name: 'Photo files' }).waitFor()
  }
  const offer = (...names: string[]) =>
    page
      .locator('input[type=file]')
      .setInputFiles(names.map(name => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from('a photo') })))

  test('without a name and consent nothing begins', async () => {
    const before = askedFor('POST /enrolments')
    await page.goto(`${api.url}/register`)
    await page.getByRole('button', { name: 'Continue to the camera' }).click()
    await page.getByText('Write a name.').waitFor()
    await page.getByText('Without consent nobody is registered.').waitFor()
    expect(askedFor('POST /enrolments')).toBe(before)
  })

  test('the missing views are photographed by themselves', async () => {
    await begin('Otto Matic')
    await page.getByText('5 of 5 views').waitFor()
    await page.getByText('That is enough. Press Done').waitFor()
  })

  test('photo files are judged one by one, and in a group photo a face is picked', async () => {
    await begin('Fila Photos')
    await page.getByRole('tab', { name: 'Photo files' }).click()
    await offer('garden.jpg', 'dark.jpg', 'group.jpg')
    await page.getByText('Not kept: Too dark').waitFor()
    await page.getByText('Which face is Fila Photos?').waitFor()
    await page.getByRole('button', { name: 'Face 2, quality 80' }).click()
    await page.getByText('2 photos kept').waitFor({ state: 'attached' })
  })

  test('whose face it is already is said and asked, and photos can join that person', async () => {
    await begin('Twin of somebody')
    await page.getByRole('tab', { name: 'Photo files' }).click()
    await offer('garden.jpg')
    await page.getByText('1 photo kept').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('heading', { name: 'This face is already known' }).waitFor()
    await page.getByText('Similarity 0.67').waitFor()
    await page.getByRole('button', { name: /Yes: add the photos/ }).click()
    await page.getByRole('heading', { name: /Photos of .* added/ }).waitFor()
  })

  test('leaving a registration lets the server forget it', async () => {
    await begin('Nobody Yet')
    const before = askedFor('DELETE /enrolments/:enrolmentId')
    await page.getByRole('link', { name: 'People' }).click()
    await expect.poll(() => askedFor('DELETE /enrolments/:enrolmentId'), { timeout: 20_000 }).toBe(before + 1)
  })

  test.each(LOOKS)('axe finds nothing on the live screen, off and on ($look)', async look => {
    await openWithAxe('/live', look)
    await page.getByRole('button', { name: 'Start camera' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Start camera' }).click()
    await faceDrawn()
    expect(await violationsOf(page)).toEqual([])
  })

  test.each(LOOKS)('axe finds nothing while registering ($look)', async look => {
    await openWithAxe('/register', look)
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Name' }).fill('Axel')
    await page.getByText('I have read this and agree').click()
    await page.getByRole('button', { name: 'Continue to the camera' }).click()
    await page.getByText('1 of 5 views').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('tab', { name: 'Photo files' }).click()
    await offer('group.jpg')
    await page.getByText('Which face is Axel?').waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
