// The calendar is the reader's: days are named from their date and zone, and drawn again when those change.
import { expect } from '@playwright/test'
import { composer, expectMessage, send, timeline, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

test('a page that is open over midnight says "Yesterday"', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const { page } = ada
  await writeTo(page, bea.username, bea)
  await send(page, 'before midnight')
  await expectMessage(page, 'before midnight')
  const heads = timeline(page)
    .locator('time')
    .filter({ hasText: /^(Today|Yesterday)$/ })
  await expect(heads).toHaveText(['Today'])

  await test.step('at midnight', async () => {
    const now = new Date()
    await page.clock.install({ time: now })
    await page.reload()
    await expectMessage(page, 'before midnight')
    await expect(heads).toHaveText(['Today'])
    const midnight = new Date(now).setHours(24, 0, 0, 0)
    await page.clock.fastForward(midnight - now.getTime() - 30_000)
    await expect(heads).toHaveText(['Today'])
    await page.clock.runFor(90_000)
    await expect(heads).toHaveText(['Yesterday'])
    // What was begun stays as it is.
    await expect(composer(page)).toBeVisible()
  })

  await test.step('when the machine wakes two days later', async () => {
    await page.clock.fastForward(2 * 24 * 60 * 60 * 1_000)
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect(heads).toHaveCount(0)
  })
})

test('days are those of a new zone as soon as the reader is in it', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const { page } = ada
  const devtools = await ada.context.newCDPSession(page)
  const travel = (timezoneId: string) => devtools.send('Emulation.setTimezoneOverride', { timezoneId })
  await travel('Etc/GMT+12')
  await page.reload()
  await writeTo(page, bea.username, bea)
  await send(page, 'from afar')
  await expectMessage(page, 'from afar')
  const time = timeline(page).locator('article time').first()
  const before = await time.textContent()
  await travel('Pacific/Kiritimati')
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  // The clocks of these two differ by 26 hours.
  await expect(time).not.toHaveText(before ?? '')
})

test('a search for today finds what was just written, in every zone', async ({ signUp, browser }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'just now')
  await expectMessage(ada.page, 'just now')
  for (const timezoneId of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
    const context = await browser.newContext({
      baseURL: new URL(ada.page.url()).origin,
      timezoneId,
      storageState: await ada.context.storageState(),
    })
    const page = await context.newPage()
    await page.goto(ada.page.url())
    await expectMessage(page, 'just now')
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: timezoneId }).format(new Date())
    await page
      .getByRole('button', { name: /^Search/ })
      .first()
      .click()
    const field = page.getByRole('searchbox').first()
    const results = page.getByRole('region', { name: /search/i }).getByText('just now')
    await field.fill(`just after:${today}`)
    await expect(results, timezoneId).toBeVisible()
    await field.fill(`just before:${today}`)
    await expect(results, timezoneId).toHaveCount(0)
    await context.close()
  }
})
