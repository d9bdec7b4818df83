// Settings in Chromium: each is kept at once, keys are shown once, the last administrator stays.

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'
import { PASSWORD } from './fake/system.ts'

const browser: Browser | undefined = await openBrowser()
afterAll(() => browser?.close())

describe.skipIf(!browser)('settings', () => {
  let api: FakeApi
  let page: Page
  const visit = async (path: string) => {
    api = await startFakeApi({ people: 3 })
    page = await browser!.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
    page.setDefaultTimeout(20_000)
    await page.goto(api.url + path)
  }
  const toast = (text: string) => page.locator('.toast').getByText(text)
  afterEach(async () => {
    await page.context().close()
    await api.close()
  })

  test('what is kept, and for how long, is changed at once', async () => {
    await visit('/settings/privacy')
    await page.getByRole('switch', { name: /Store pictures of unknown faces/ }).press('Space')
    await expect.poll(() => api.world.settings.keepUnknown).toBe(true)
    await page.getByRole('textbox', { name: 'Events', exact: true }).fill('14')
    await page.keyboard.press('Tab')
    await expect.poll(() => api.world.settings.eventDays).toBe(14)
    await page.getByLabel('Consent text').fill('I agree.')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => api.world.settings.consentText).toBe('I agree.')
  })

  test('a key is made for what is ticked, shown once, and withdrawn', async () => {
    await visit('/settings/keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const dialog = page.getByRole('dialog', { name: 'Make a key' })
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    await dialog.getByText('Say what it is for.').waitFor()
    await dialog.getByLabel('What it is for').fill('Kitchen display')
    await dialog.getByRole('checkbox', { name: 'Read the timeline' }).press('Space')
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    const made = page.getByRole('dialog', { name: 'Your new key' })
    const key = await made.locator('code').textContent()
    await made.getByRole('button', { name: 'Done' }).click()
    expect([...api.world.keys.values()].at(-1)!.scopes).toEqual(['recognize', 'events:read'])
    expect(await page.getByText(key!).count()).toBe(0)
    const line = page.getByRole('listitem').filter({ hasText: 'Kitchen display' })
    await line.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
    await toast('The key “Kitchen display” is withdrawn.').waitFor()
    expect(api.world.keys.size).toBe(1)
  })

  test('an account is added, changes its role, and is deleted', async () => {
    await visit('/settings/accounts')
    await page.getByRole('button', { name: 'Add account' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add account' })
    await dialog.getByLabel('Name').fill('Iker')
    await dialog.getByLabel('New password', { exact: true }).fill('four words are enough')
    await dialog.getByRole('button', { name: 'Add account' }).click()
    await toast('Iker may sign in now.').waitFor()
    await page.getByRole('button', { name: /Role of Iker/ }).click()
    await page.getByRole('option', { name: 'Viewer' }).click()
    await expect.poll(() => [...api.world.accounts.values()].at(-1)!.role).toBe('viewer')
    await page.getByRole('button', { name: 'Actions for Iker' }).click()
    await page.getByRole('menuitem', { name: 'Delete account…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await toast('The account Iker is deleted.').waitFor()
  })

  test('the last administrator stays one', async () => {
    await visit('/settings/accounts')
    await page.getByRole('button', { name: /Role of ana/ }).click()
    await page.getByRole('option', { name: 'Viewer' }).click()
    await toast('At least one administrator must remain.').waitFor()
    expect(api.world.accounts.get('a0')!.role).toBe('admin')
  })

  test('a wrong current password is said to be, and does not sign out', async () => {
    await visit('/settings/password')
    await page.getByLabel('Current password', { exact: true }).fill('not it')
    await page.getByLabel('New password', { exact: true }).fill('four words are enough')
    await page.keyboard.press('Enter')
    await page.getByText('This is not your current password.').waitFor()
    await page.getByLabel('Current password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await toast('Your password is changed.').waitFor()
  })
})
