import { expect } from '@playwright/test'
import { expectMessage, jumpToLatest, openChannel, readTimeline, send, timeline, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

test('a server killed in the middle of sending loses nothing acknowledged; both browsers recover without a reload', async ({
  signUp,
  chime,
}) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'First')
  await openChannel(bea.page, ada.fullName)
  await expectMessage(bea.page, 'First')
  for (const { page } of [ada, bea]) await page.evaluate(() => Object.assign(window, { notReloaded: true }))

  const texts = Array.from({ length: 60 }, (_, i) => `Line ${i + 1}`)
  const sending = (async () => {
    for (const text of texts) await send(ada.page, text)
  })()
  await expectMessage(ada.page, 'Line 10')
  await chime.kill9()
  await sending
  await chime.startAgain()

  await expectMessage(ada.page, 'Line 60')
  await expectMessage(bea.page, 'Line 60')
  await expect(timeline(ada.page).locator('article[data-state=pending], article[data-state=failed]')).toHaveCount(0)
  for (const { page } of [ada, bea]) {
    expect((await readTimeline(page)).map((row) => row.text)).toEqual(['First', ...texts])
    expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
  }

  await send(bea.page, 'We are back')
  // Reading the whole timeline has left her page scrolled up.
  await jumpToLatest(ada.page)
  await expectMessage(ada.page, 'We are back')
})
