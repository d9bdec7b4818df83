// A newcomer's first evening in a real browser: account, register with S and Q, be named, correct, rename, merge, delete.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../web/browser.ts'
import { swaying, writeCamera } from './fake-camera.ts'
import { writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { ADMIN, startServer, type Served } from './server.ts'

const here = await facesAreHere()
const SLOW = { timeout: 30_000 }
/** Where to leave a picture of each step, for looking at by hand. They show faces: never into the project. */
const shots = process.env['ROSTRO_SHOTS']

describe.skipIf(!here)('the page, from the first start on', { timeout: 120_000 }, () => {
  let place: Place
  let served: Served
  let browser: Browser | undefined
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    const camera = await writeCamera(place.file('camera.mjpeg'), 'gina', swaying())
    await writeFacePhoto(place.file('bruno.jpg'), 'bruno')
    browser = await openBrowser([
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ])
    if (!browser) return
    served = await startServer(place)
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('console', message => {
      // Before anybody is signed in the page asks who is; whoever was just merged away may be asked for once more.
      if (message.type() === 'error' && !/40[14]/.test(message.text()))
        complaints.push(`${message.text()} ${message.location().url}`)
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await place.remove()
  })

  afterEach(() => shot('end-of-step'))

  let step = 0
  async function shot(name: string): Promise<void> {
    if (shots === undefined) return
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `${String(++step).padStart(2, '0')}-${name}.png`) })
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const link = (name: string | RegExp) => page.getByRole('link', { name })
  const open = async (path: string) => {
    await page.goto(served.url + path)
  }

  test('the set-up link makes the first account and leads to the camera', async ({ skip }) => {
    if (!browser) skip()
    await page.goto(served.setupUrl!)
    await page.getByLabel('Name', { exact: true }).fill(ADMIN.name)
    expect(page.url()).not.toContain('#')
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await shot('set-up')
    await button('Create account').click()
    await page.waitForURL('**/live')
    await page.getByText('Nobody is registered yet').waitFor(SLOW)
    // Chromium's pretended camera plays a recording round and round, which is nobody's face.
    await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'x-rostro-request': '1' }
      await fetch('/api/v1/settings', { method: 'PATCH', headers, body: JSON.stringify({ liveness: 'off' }) })
    })
    await shot('live-empty')
  })

  test('a person registers before the camera with S and Q', async ({ skip }) => {
    if (!browser) skip()
    await link('Register yourself').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Gina')
    await page.getByText('I have read this and agree').click()
    await shot('register-name')
    await button('Continue to the camera').click()
    // What the camera shows decides what is said; without a hint it has not looked yet.
    await page
      .getByText(/Hold still|Turn your head|Good! Hold it|Look straight|Come closer|Move into/)
      .first()
      .waitFor(SLOW)
    await expect
      .poll(async () => {
        await page.keyboard.press('s')
        return page.getByText(/1 photo kept|[2-9] photos kept/).count()
      }, SLOW)
      .toBeGreaterThan(0)
    await shot('register-camera')
    await page.keyboard.press('q')
    await page.getByText('You are known now, Gina').waitFor(SLOW)
    await shot('register-done')
  })

  test('and is named live, once, with a steady box', async ({ skip }) => {
    if (!browser) skip()
    await link('See it live').or(button('See it live')).click()
    await page
      .getByText('Gina is here.')
      .first()
      .waitFor({ state: 'attached', ...SLOW })
    await shot('live-named')
  })

  test('the timeline has the event with its reasons', async ({ skip }) => {
    if (!browser) skip()
    await link('Timeline').first().click()
    const newest = page.getByRole('row', { name: /Gina/ }).first()
    await newest.waitFor(SLOW)
    await newest.click()
    await page
      .getByText(/The face is similar enough to Gina/)
      .first()
      .waitFor(SLOW)
    await shot('event')
  })

  test('"not this person" is remembered, and can be undone', async ({ skip }) => {
    if (!browser) skip()
    await button('Not Gina').last().click()
    await page.getByText('Noted: not Gina').waitFor(SLOW)
    await page.getByText(/said: this is not Gina/).waitFor(SLOW)
    await shot('corrected')
    await button('Undo').first().click()
    await page.getByText('Undone').waitFor(SLOW)
    await button('Not Gina').last().waitFor(SLOW)
  })

  test('a second person comes in as a photo', async ({ skip }) => {
    if (!browser) skip()
    await open('/register')
    await page.getByRole('textbox', { name: 'Name' }).fill('Brunno')
    await page.getByText('I have read this and agree').click()
    await button('Continue to the camera').click()
    await page.getByRole('tab', { name: 'Photo files' }).click()
    await page.locator('input[type=file]').setInputFiles(place.file('bruno.jpg'))
    await page.getByText('1 photo kept').first().waitFor(SLOW)
    await shot('register-files')
    await button('Done').click()
    await page.getByText('You are known now, Brunno').waitFor(SLOW)
  })

  test('is renamed, merged into the other, and everybody can be deleted, with undo', async ({ skip }) => {
    if (!browser) skip()
    await open('/people')
    await page.getByText('Brunno').first().waitFor(SLOW)
    await shot('people')
    await page.getByText('Brunno').first().click()
    await button('Rename').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Bruno')
    await page.keyboard.press('Enter')
    await page.getByText('Renamed to Bruno.').waitFor(SLOW)
    await shot('person')

    await button('More actions').click()
    await page.getByRole('menuitem', { name: /Merge with somebody/ }).click()
    await page.getByRole('dialog').waitFor(SLOW)
    await shot('merge')
    await page.getByRole('dialog').getByRole('searchbox').fill('gin')
    await page.getByRole('option', { name: /Gina/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Merge/ })
      .click()
    await page.getByText(/will have \d photos/).waitFor(SLOW)
    await shot('merge-preview')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Merge/ })
      .click()
    await page.getByRole('dialog').waitFor({ state: 'hidden', ...SLOW })

    await open('/people')
    await expect.poll(() => page.getByText('1 person').count(), SLOW).toBeGreaterThan(0)
    const name = (await page
      .getByText(/^(Gina|Bruno)$/)
      .first()
      .textContent())!
    await page.getByText(name, { exact: true }).first().click()
    await button('More actions').click()
    await page.getByRole('menuitem', { name: 'Delete person' }).click()
    await page.getByText(`${name} is deleted.`).waitFor(SLOW)
    await shot('deleted')
    await button('Undo').click()
    await page.getByText(`${name} is back.`).waitFor(SLOW)
  })

  test('nothing broke the content security policy or failed in the page', ({ skip }) => {
    if (!browser) skip()
    expect(complaints).toEqual([])
  })
})
