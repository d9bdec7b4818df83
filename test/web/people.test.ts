// People, one person and the gallery's health in Chromium: ten thousand of them, by mouse and by keyboard.

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('people', () => {
  let api: FakeApi
  let page: Page
  const visit = async (path: string, world: WorldOptions = {}) => {
    api = await startFakeApi({ people: 30, ...world })
    page = await browser!.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + path)
  }
  const card = (name: string) => page.getByRole('row', { name, exact: true })
  const namesShown = () => page.locator('.person-name').allTextContents()
  const sorted = () => [...api.world.people.values()].map(({ name }) => name).sort(new Intl.Collator('en').compare)
  const toast = (text: string) => page.locator('.toast').getByText(text)
  afterEach(async () => {
    await page.context().close()
    await api.close()
  })

  test('of ten thousand people only those in sight are in the page, wherever one scrolls', async () => {
    await visit('/people', { people: 10_000 })
    await page.getByText('10,000 people').waitFor()
    await page.locator('.person-card').first().waitFor()
    const inPage = () => page.evaluate<number>(`document.querySelectorAll('*').length`)
    expect(await inPage()).toBeLessThan(1200)
    const toEnd = `document.querySelector('.people-grid').scrollTo(0, 1e7)`
    for (let pages = 2; pages <= 5; pages += 1) {
      const asked = async () => {
        // Again each time: the end moves away when what was asked for comes.
        await page.evaluate(toEnd)
        return api.asked.filter(key => key === 'GET /people').length
      }
      await expect.poll(asked, { timeout: 20_000 }).toBeGreaterThanOrEqual(pages)
      await page.locator('.person-card').first().waitFor()
      expect(await inPage()).toBeLessThan(1200)
    }
    expect((await namesShown()).some(name => sorted().indexOf(name) >= 400)).toBe(true)
  })

  test('search finds parts of names without accents, and offers the way back', async () => {
    await visit('/people')
    await page.getByRole('searchbox').fill('inigo')
    await page.getByText('1 found').waitFor()
    await expect.poll(namesShown).toEqual([[...api.world.people.values()].find(({ name }) => name.startsWith('Íñigo'))!.name])
    await page.getByRole('searchbox').fill('nobody at all')
    await page.getByRole('button', { name: 'Show everybody' }).click()
    await page.getByText('30 people').waitFor()
  })

  test('the order can be chosen', async () => {
    await visit('/people')
    await card(sorted()[0]!).waitFor()
    await page.getByRole('button', { name: /Sort by/ }).click()
    await page.getByRole('option', { name: 'Newest first' }).click()
    const newest = [...api.world.people.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]!.name
    await expect.poll(async () => (await namesShown())[0]).toBe(newest)
  })

  test('arrows, the beginning of a name and Enter lead to a person', async () => {
    await visit('/people')
    const [first, second] = sorted()
    await card(first!).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toBe(second)
    await page.keyboard.type('Zo')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Zoë/ }).waitFor()
  })

  test('Delete deletes, and undo brings back', async () => {
    await visit('/people')
    const [first] = sorted()
    await card(first!).focus()
    await page.keyboard.press('Delete')
    await toast(`${first!} is deleted.`).waitFor()
    await page.getByText('29 people').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await toast(`${first!} is back.`).waitFor()
    await page.getByText('30 people').waitFor()
  })

  test('several are asked about before they are deleted', async () => {
    await visit('/people')
    const [first] = sorted()
    await card(first!).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('alertdialog', { name: 'Delete 2 people?' })
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await toast('2 people are deleted.').waitFor()
    expect(api.world.people.size).toBe(28)
  })

  test('two are merged after both were shown, under the name chosen', async () => {
    await visit('/people')
    const [first, second] = sorted()
    await card(first!).getByRole('checkbox').check({ force: true })
    await card(second!).getByRole('checkbox').check({ force: true })
    await page.getByRole('button', { name: 'Merge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge two people' })
    await dialog.getByText('at or above the threshold of 0.40').waitFor()
    await dialog.getByRole('button', { name: 'Keep the other name' }).click()
    await dialog.getByRole('button', { name: `Merge into ${second!}` }).click()
    await toast(`${first!} is now part of ${second!}.`).waitFor()
    await page.getByText('29 people').waitFor()
  })

  test('somebody is renamed in place; a name that is taken is refused there', async () => {
    await visit('/people/p1')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(api.world.people.get('p2')!.name)
    await page.keyboard.press('Enter')
    await page.getByText('This name is already used.').waitFor()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('Robin Example')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Robin Example' }).waitFor()
    expect(api.world.people.get('p1')!.name).toBe('Robin Example')
  })

  test('photos are split off to a new person; not all of them can be', async () => {
    await visit('/people/p8')
    const photos = page.locator('.photo-card')
    await photos.first().focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.getByText('All photos are selected').waitFor()
    expect(await page.getByRole('button', { name: 'Move…' }).isDisabled()).toBe(true)
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Move…' }).click()
    await page.getByRole('tab', { name: 'To a new person' }).click()
    await page.getByLabel('Name of the new person').fill('Sam Split')
    await page.keyboard.press('Enter')
    await toast('moved to Sam Split').waitFor()
    await expect.poll(() => photos.count()).toBe(1)
  })

  test('a photo is moved to somebody found by name', async () => {
    await visit('/people/p8')
    const other = api.world.people.get('p5')!
    await page.locator('.photo-card').first().getByRole('checkbox').check({ force: true })
    await page.getByRole('button', { name: 'Move…' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill(other.name)
    await page.getByRole('option', { name: other.name }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click()
    await toast(`1 photo moved to ${other.name}.`).waitFor()
    expect(api.world.people.get('p5')!.photos).toBe(other.photos + 1)
  })

  test('deleting a person from their screen leads to all people, with an undo', async () => {
    await visit('/people/p8')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete person' }).click()
    await page.waitForURL('**/people')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => api.world.people.has('p8')).toBe(true)
  })

  test('names are text, whatever they contain', async () => {
    await visit('/people', { people: 3 })
    const name = '<img src=x onerror="document.title=1">'
    api.world.people.set('p1', { ...api.world.people.get('p1')!, name })
    await page.reload()
    await page.getByText(name).waitFor()
    await card(name).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  })

  test('with nobody there, the next step is to register oneself', async () => {
    await visit('/people', { people: 0 })
    expect(await page.getByRole('link', { name: 'Register yourself' }).getAttribute('href')).toBe('/register')
  })

  test('a photo in the wrong place is moved by one click and back by another', async () => {
    await visit('/health')
    const finding = page.getByRole('region', { name: 'Looks like somebody else' })
    await finding.getByRole('button', { name: /^Move to/ }).click()
    await toast('Moved to').waitFor()
    await expect.poll(() => finding.count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await toast('Moved back to').waitFor()
  })

  test('findings dismissed for now are gone until asked for', async () => {
    await visit('/health')
    const weak = page.getByRole('region', { name: 'Weak photos' })
    await weak.getByRole('button', { name: 'Dismiss for now' }).first().click()
    await page.getByText('1 dismissed for now.').waitFor()
    await page.reload()
    await page.getByText('1 dismissed for now.').waitFor()
    await page.getByRole('button', { name: 'Show again' }).click()
    await expect.poll(() => weak.getByRole('listitem').count()).toBe(2)
  })

  test('when nothing is wrong, health says so', async () => {
    await visit('/health', { people: 3 })
    await page.getByRole('heading', { name: 'All well' }).waitFor()
  })
})
