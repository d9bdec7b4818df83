// Visitors, one visitor, the decision to remember them and its note in the navigation, in Chromium, by mouse and by keyboard.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { violationsOf } from './axe.ts'
import { goTo, openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { visitorOf } from './fake/visiting.ts'
import { serveFakeLive, type FakeLive } from './fake/live.ts'
import type { WorldOptions } from './fake/world.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true } as const

describe.skipIf(!browser)('visitors', () => {
  let api: FakeApi
  let live: FakeLive
  let page: Page
  const visit = async (
    path: string | ((api: FakeApi) => string),
    world: WorldOptions = {},
    options: BrowserContextOptions = {},
  ) => {
    api = await startFakeApi({ people: 30, remembering: true, ...world })
    live = serveFakeLive(api)
    page = await browser!.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options })
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + (typeof path === 'string' ? path : path(api)))
  }
  /** Of whom a suggestion says that they look like another visitor. */
  const alike = () => api.world.visiting.alike[0]!
  const like = () => api.world.visiting.like[0]!
  const nameOf = (visitorId: string) => `Visitor ${visitorOf(api.world, visitorId).number}`
  const toast = (text: string) => page.locator('.toast').getByText(text)
  const card = (name: string) => page.getByRole('row', { name, exact: true })
  const names = () => page.locator('.person-name').allTextContents()
  const undo = () => page.locator('.toast').getByRole('button', { name: 'Undo' }).last().click()
  const idOf = (name: string) => [...api.world.visiting.visitors.values()].find(({ number }) => name === `Visitor ${number}`)!.id
  afterEach(async () => {
    await page.context().close()
    live.close()
    await api.close()
  })

  test('are shown by last seen, and by number of visits', async () => {
    await visit('/visitors')
    const active = () => [...api.world.visiting.visitors.values()].filter(({ state }) => state === 'active')
    await page.getByText(`${active().length} visitors`).waitFor()
    const all = active().map(({ id }) => visitorOf(api.world, id))
    const newest = all.toSorted((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt))[0]!
    expect((await names())[0]).toBe(`Visitor ${newest.number}`)
    await page.getByRole('button', { name: /Sort by/ }).click()
    await page.getByRole('option', { name: 'Most visits' }).click()
    const most = Math.max(...all.map(({ visits }) => visits))
    const visitsOfFirst = async () => {
      const [first] = await names()
      return all.find(({ number }) => `Visitor ${number}` === first)?.visits
    }
    await expect.poll(visitsOfFirst).toBe(most)
    expect(await page.getByText(/^Forgotten on/).count()).toBeGreaterThan(0)
  })

  test('that look like one are joined by one press, and parted again by undo', async () => {
    await visit('/visitors')
    const { first, second } = alike()
    const before = api.world.visiting.visitors.size
    await page.getByRole('heading', { name: 'These two look like one: 0.58' }).waitFor()
    await page.getByRole('button', { name: 'Same visitor' }).click()
    await toast(`Merged into ${nameOf(first)}.`).waitFor()
    expect(api.world.visiting.visitors.has(second)).toBe(false)
    await undo()
    await toast('Undone.').waitFor()
    expect(api.world.visiting.visitors.size).toBe(before)
  })

  test('said to be two are not suggested again', async () => {
    await visit('/visitors')
    await page.getByRole('button', { name: 'Two visitors' }).click()
    await toast('Noted: two visitors.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Two visitors' }).count()).toBe(0)
    expect(api.world.visiting.alike).toEqual([])
  })

  test('who look like somebody registered are that person by one press', async () => {
    await visit('/visitors')
    const person = api.world.people.get(like().person)!
    await page.getByRole('heading', { name: `Looks like ${person.name}: 0.41` }).waitFor()
    await page.getByRole('button', { name: `It is ${person.name}` }).click()
    await toast(`All visits are those of ${person.name} now.`).waitFor()
    expect(api.world.visiting.visitors.has(like().visitor)).toBe(false)
  })

  test('who is said not to be somebody registered is not suggested to be them again', async () => {
    await visit('/visitors')
    const person = api.world.people.get(like().person)!
    await page.getByRole('button', { name: `Not ${person.name}` }).click()
    await toast(`Noted: not ${person.name}.`).waitFor()
    await expect.poll(() => page.getByRole('button', { name: `Not ${person.name}` }).count()).toBe(0)
    expect(api.world.visiting.like).toEqual([])
  })

  test('are selected by keyboard and merged after their faces were seen', async () => {
    await visit('/visitors')
    await page.locator('.person-card').first().waitFor()
    const [one, two] = (await names()).slice(0, 2) as [string, string]
    const ids = [idOf(one), idOf(two)]
    await card(one).focus()
    await page.keyboard.press('Space')
    expect(await page.getByRole('button', { name: 'Merge…' }).isDisabled()).toBe(true)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Merge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Are these 2 visitors one?' })
    await expect.poll(() => dialog.getByRole('img').count()).toBe(2)
    await dialog.getByRole('button', { name: /^Merge into/ }).click()
    await toast('Merged into').waitFor()
    expect(ids.filter(id => api.world.visiting.visitors.has(id)).length).toBe(1)
  })

  test('who are ignored are shown only when asked for, and back by the list of changes', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.second}`)
    const name = nameOf(alike().second)
    await page.getByRole('button', { name: 'Ignore' }).click()
    await toast(`${name} is ignored`).waitFor()
    await page.getByText('Ignored', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'All visitors' }).click()
    await page.locator('.person-card').first().waitFor()
    await expect.poll(names).not.toContain(name)
    await page.getByRole('button', { name: /Show/ }).click()
    await page.getByRole('option', { name: 'Ignored' }).click()
    await card(name).waitFor()
    await page.getByRole('button', { name: 'Recent changes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Recent changes' })
    await dialog.getByText('ana ignored a visitor').waitFor()
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await dialog.getByText('Nothing was done lately.').waitFor()
    expect(visitorOf(api.world, alike().second).state).toBe('active')
  })

  test('get a name and become a person only with consent; undo leads back', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`)
    const { first } = alike()
    const name = nameOf(first)
    await page.getByRole('button', { name: 'Name…' }).click()
    const dialog = page.getByRole('dialog', { name: `Who is ${name}?` })
    await dialog.getByLabel('Name').fill(api.world.people.get('p2')!.name)
    await page.keyboard.press('Enter')
    await dialog.getByText('Without consent nobody is registered.').waitFor()
    await dialog.getByText('The person has agreed to this').click()
    await dialog.getByRole('button', { name: 'Register' }).click()
    await dialog.getByText('This name is already used.').waitFor()
    await dialog.getByLabel('Name').fill('Robin Example')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Robin Example' }).waitFor()
    expect(api.world.visiting.visitors.has(first)).toBe(false)
    await undo()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  })

  test('turn out to be somebody registered, found by name', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`)
    const person = api.world.people.get('p5')!
    await page.getByRole('button', { name: 'Name…' }).click()
    await page.getByRole('tab', { name: 'Registered already' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill(person.name)
    await page.getByRole('option', { name: person.name }).click()
    await page.getByRole('button', { name: 'It is this person' }).click()
    await page.waitForURL('**/people/p5')
    await toast(`All visits are those of ${person.name} now.`).waitFor()
  })

  test('turn out to be another visitor, found by number', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`)
    const { first, second } = alike()
    const name = nameOf(second)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Same as another visitor…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('searchbox').fill(name.replace('Visitor ', ''))
    await dialog.getByRole('option', { name, exact: true }).click()
    await dialog.getByRole('button', { name: `Merge into ${name}` }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    expect(api.world.visiting.visitors.has(first)).toBe(false)
  })

  test('lose visits that are somebody else’s, but never all', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`)
    const rows = page.locator('.visit')
    await rows.first().waitFor()
    const before = await rows.count()
    await rows.first().focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.getByText('All visits are selected: one must stay.').waitFor()
    expect(await page.getByRole('button', { name: 'Split off' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Split off' }).click()
    await toast('1 visit is Visitor').waitFor()
    await expect.poll(() => rows.count()).toBe(before - 1)
    await undo()
    await expect.poll(() => rows.count()).toBe(before)
  })

  test('are forgotten for good, after a question', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`)
    const { first } = alike()
    const name = nameOf(first)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Forget now…' }).click()
    const dialog = page.getByRole('alertdialog', { name: `Forget ${name}?` })
    await dialog.getByText('This cannot be undone.').waitFor()
    await dialog.getByRole('button', { name: 'Forget' }).click()
    await toast(`${name} is forgotten.`).waitFor()
    await page.waitForURL('**/visitors')
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
    await page.goto(`${api.url}/visitors/${first}`)
    await page.getByRole('heading', { name: 'This visitor is not there any more' }).waitFor()
  })

  test('that come while one looks are there at once', async () => {
    await visit('/visitors')
    await page.locator('.person-card').first().waitFor()
    const [gone] = await names()
    api.world.visiting.visitors.delete(idOf(gone!))
    const told = () => {
      live.tell({ type: 'visits' })
      return names()
    }
    await expect.poll(told).not.toContain(gone)
  })

  test('may be looked at by a viewer, and nothing else', async () => {
    await visit(fake => `/visitors/${fake.world.visiting.alike[0]!.first}`, { role: 'viewer' })
    await page.getByText('Your role may look, not change.').waitFor()
    expect(await page.getByRole('button', { name: 'Name…' }).count()).toBe(0)
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await page.getByRole('link', { name: 'Strangers are remembered for 7 days at 2 cameras.' }).click()
    await page.getByRole('heading', { name: 'Remembering strangers' }).waitFor()
    expect(await page.getByRole('button', { name: 'Turn off…' }).count()).toBe(0)
  })

  test('are nobody while remembering is off; an administrator turns it on with ground, days and cameras', async () => {
    await visit('/visitors', { remembering: false })
    await page.getByRole('heading', { name: 'Strangers are not remembered' }).waitFor()
    expect(await page.locator('.nav-note').count()).toBe(0)
    await page.getByRole('link', { name: 'Decide about it' }).click()
    await page.getByRole('button', { name: 'Turn on…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remember strangers?' })
    await dialog.getByText('Only these cameras').click()
    await dialog.getByRole('button', { name: 'Turn on' }).click()
    await dialog.getByText('Say which legal ground allows it.').waitFor()
    await dialog.getByText('Tick at least one camera.').waitFor()
    await dialog.getByLabel('Legal ground').fill('Legitimate interest')
    await dialog.getByRole('textbox', { name: 'Days until a face is forgotten' }).fill('3')
    await dialog.getByText('Front door').click()
    await dialog.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('Strangers are remembered for 3 days at 1 camera.').waitFor()
    expect(api.world.remembering).toMatchObject({ ground: 'Legitimate interest', retentionDays: 3, cameraIds: ['c0'], by: 'ana' })
    await page.getByText('Last decided by ana.').waitFor()
  })

  test('are nobody yet just after it was turned on', async () => {
    await visit('/visitors', { people: 0 })
    await page.getByRole('heading', { name: 'No visitor yet' }).waitFor()
    await page.getByText('forgotten after 7 days').waitFor()
  })

  test('are all forgotten when it is turned off, after a question', async () => {
    await visit('/settings/privacy')
    await page.getByRole('button', { name: 'Turn off…' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('All visitors are forgotten at once').waitFor()
    await dialog.getByRole('button', { name: 'Forget all and turn off' }).click()
    await toast('All visitors are forgotten.').waitFor()
    await expect.poll(() => page.locator('.nav-note').count()).toBe(0)
    expect(api.world.remembering).toEqual({ on: false })
  })

  test('the note that strangers are remembered moves nothing when it comes', async () => {
    await visit('/people')
    await page.locator('.person-card').first().waitFor()
    const top = () => page.evaluate<number>(`document.querySelector('.page-title').getBoundingClientRect().top`)
    await page.locator('.nav-note').waitFor()
    const withNote = await top()
    api.world.remembering = { on: false }
    await page.reload()
    await page.locator('.person-card').first().waitFor()
    expect(await page.locator('.nav-note').count()).toBe(0)
    expect(await top()).toBe(withNote)
  })

  test('deleting that waits for the clock goes on when an administrator says so', async () => {
    await visit('/people')
    api.world.retention = { held: true, jumpedHours: 53, overdue: 1240, releasedAt: '2026-05-21T08:00:00.000Z' }
    await page.goto(`${api.url}/settings/privacy`)
    await page.getByText('Deleting waits: the clock went forward by 53 hours.').waitFor()
    await page.getByRole('button', { name: 'The clock is right…' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('1,240 events and faces are deleted now').waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await toast('What was overdue is deleted.').waitFor()
    await expect.poll(() => page.getByText('Deleting waits').count()).toBe(0)
  })

  test('what was done is told in plain sentences', async () => {
    await visit('/settings/audit')
    await page.getByText('ana turned remembering strangers on: 7 days, 2 cameras.').waitFor()
    await page.getByText('reception merged 3 visitors.').waitFor()
    await page.getByText('Legal ground: Legitimate interest').waitFor()
  })

  const SCREENS = {
    '/visitors': '.suggestion',
    '/settings/privacy': '.remembering-decided',
    '/settings/audit': '.audit-line',
  } as const
  const oneOf = (fake: FakeApi) => `/visitors/${fake.world.visiting.alike[0]!.first}`

  test('break no rule of WCAG 2.2 AA', async () => {
    await visit(oneOf, {}, { reducedMotion: 'reduce' })
    await page.locator('.visit').first().waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Name…' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOf(page)).toEqual([])
    for (const [path, selector] of Object.entries(SCREENS)) {
      await goTo(page, path)
      await page.locator(selector).first().waitFor()
      expect(await violationsOf(page)).toEqual([])
    }
  })

  test('break no rule on a phone in Spanish, and fit it', async () => {
    await visit(oneOf, {}, { ...PHONE, locale: 'es-ES', reducedMotion: 'reduce' })
    await page.locator('.visit').first().waitFor()
    const check = async () => {
      expect(await violationsOf(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    }
    await check()
    for (const [path, selector] of Object.entries(SCREENS)) {
      await goTo(page, path)
      await page.locator(selector).first().waitFor()
      await check()
    }
  })

  test('remembering that is off breaks no rule either', async () => {
    await visit('/visitors', { remembering: false }, { reducedMotion: 'reduce' })
    await page.locator('.not-remembering').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.goto(`${api.url}/settings/privacy`)
    await page.getByRole('button', { name: 'Turn on…' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOf(page)).toEqual([])
  })
})
