// Going over to another model pack, in Chromium: prepared, looked at, switched or not, and back.

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import type { ModelChangeJson } from '../../src/client.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

const GOING: ModelChangeJson = {
  from: 'buffalo-s',
  to: 'open-s',
  state: 'embedding',
  done: 12,
  of: 40,
  unreadable: [],
  comparison: null,
  error: null,
}

describe.skipIf(!browser)('changing the model pack', () => {
  let api: FakeApi
  let page: Page
  const visit = async (options: WorldOptions = {}, held?: Partial<ModelChangeJson>) => {
    api = await startFakeApi({ people: 12, ...options })
    api.world.isHeld = held !== undefined
    api.world.change = held ? { ...GOING, ...held } : null
    page = await browser!.newPage({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    page.setDefaultTimeout(20_000)
    await page.goto(`${api.url}/settings/models`)
  }
  const button = (name: string) => page.getByRole('button', { name })
  const change = () => page.getByRole('region', { name: /^From / })
  const prepare = async (press: string) => {
    await button(press).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Prepare' }).click()
  }
  const switchOver = async (to: string) => {
    await button(`Switch to ${to}`).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: `Switch to ${to}` })
      .click()
    await page.locator('.toast').getByText(`${to} is in use now.`).waitFor()
  }
  afterEach(async () => {
    await page.context().close()
    await api.close()
  })

  test('a pack is downloaded, everybody embedded, past events compared, and switched', async () => {
    await visit()
    await prepare('Use buffalo-l…')
    await change().getByText('Downloading buffalo-l').waitFor()
    await change().getByText('buffalo-l is prepared. Nothing has changed yet.').waitFor()
    expect(api.world.pack).toBe('buffalo-s')
    const lost = [...api.world.people.values()][1]!
    await change().getByText('1 person would not be recognised any more').waitFor()
    expect(await change().getByRole('link', { name: lost.name }).first().getAttribute('href')).toBe(`/people/${lost.id}`)
    await change()
      .getByText(/past events, \d+ stay as they are/)
      .waitFor()
    await switchOver('buffalo-l')
    expect(api.world.pack).toBe('buffalo-l')
    await page.getByRole('heading', { name: 'buffalo-l' }).waitFor()
    await page.getByText('Everybody is still embedded with it').waitFor()
    expect(api.world.previousPack).toBe('buffalo-s')
  })

  test('the pack used before is gone back to in the same way, and there is a way to stay', async () => {
    await visit()
    api.world.previousPack = 'open-s'
    await page.reload()
    await prepare('Go back to open-s…')
    await button('Stay with buffalo-s').click()
    await change().waitFor({ state: 'detached' })
    await prepare('Go back to open-s…')
    await switchOver('open-s')
    expect([api.world.pack, api.world.previousPack]).toEqual(['open-s', 'buffalo-s'])
  })

  test('a change that goes on is there when one comes back, and no second can be begun', async () => {
    await visit({}, {})
    await change().getByText('12 of 40 photos').waitFor()
    expect(await change().getByRole('progressbar').getAttribute('aria-valuetext')).toBe('12 of 40 photos')
    expect(await page.getByRole('button', { name: /^Use/ }).count()).toBe(0)
    await button('Stop').click()
    await change().waitFor({ state: 'detached' })
    await button('Use open-s…').waitFor()
  })

  test('a change that failed says why, and is begun again', async () => {
    await visit({}, { state: 'failed', error: { code: 'download_failed', message: 'example.org answered 503.' } })
    await change().getByText('A file could not be downloaded.').waitFor()
    await change().getByText('example.org answered 503.').waitFor()
    await button('Prepare again').click()
    await change().getByText('Embedding everybody anew').waitFor()
  })

  test('a page opened while the networks are exchanged waits for them', async () => {
    await visit({}, { state: 'switching' })
    await change().getByText('Recognition pauses for some seconds').waitFor()
    expect(await page.locator('.banner[data-tone=danger]').count()).toBe(0)
    api.world.isHeld = false
    await page.locator('.toast').getByText('open-s is in use now.').waitFor()
    await page.getByRole('heading', { name: 'open-s' }).waitFor()
  })

  test('who is no administrator sees how far it has got, and changes nothing', async () => {
    await visit({ role: 'operator' }, {})
    await change().getByText('12 of 40 photos').waitFor()
    expect(await change().getByRole('button').count()).toBe(0)
  })

  test('every state has nothing axe objects to', async () => {
    await visit({}, {})
    const states: Partial<ModelChangeJson>[] = [
      { state: 'embedding' },
      { state: 'comparing', unreadable: [{ personId: 'p1', name: 'Ana', photos: 2, remaining: 0 }] },
      { state: 'switching' },
      { state: 'failed', error: { code: 'model_corrupt', message: 'The file is not what it should be.' } },
    ]
    for (const state of states) {
      api.world.change = { ...GOING, ...state }
      await page.reload()
      await change().waitFor()
      expect(await violationsOf(page)).toEqual([])
    }
    api.world.isHeld = false
    api.world.change = { ...GOING, done: 40 }
    await page.reload()
    await change().getByRole('listitem').first().waitFor()
    await button('Switch to open-s').click()
    await page.getByRole('alertdialog').waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
