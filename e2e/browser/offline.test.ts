import { expect } from '@playwright/test'
import { channelLink, expectMessage, jumpToLatest, openChannel, readTimeline, send, timeline, writeTo } from './chat.ts'
import { type Person, test } from './fixtures.ts'

async function pairInConversation(signUp: (name: string) => Promise<Person>) {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'First')
  await openChannel(bea.page, ada.fullName)
  await expectMessage(bea.page, 'First')
  // Writing a message marks everything above it as read, on the server too.
  await send(bea.page, 'Second')
  await expectMessage(bea.page, 'Second')
  await expectMessage(ada.page, 'Second')
  return { ada, bea }
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `Message ${i + 1} of ${count}`)

test('who was offline while 50 messages came finds all of them, once, in order', async ({ signUp }) => {
  const { ada, bea } = await pairInConversation(signUp)
  await bea.context.setOffline(true)
  await expect(bea.page.getByRole('status').filter({ hasText: /offline|reconnecting/i })).toBeVisible({
    timeout: 20_000,
  })
  const texts = numbered(50)
  for (const text of texts) await send(ada.page, text)
  await expectMessage(ada.page, 'Message 50 of 50')

  await bea.context.setOffline(false)
  await expectMessage(bea.page, 'Message 50 of 50')
  await expect(bea.page.getByRole('status').filter({ hasText: /offline|reconnecting/i })).toHaveCount(0)
  const read = await readTimeline(bea.page)
  expect(read.map((row) => row.text)).toEqual(['First', 'Second', ...texts])
  expect(read.map((row) => row.number)).toEqual(read.map((_, i) => (read[0]?.number ?? 0) + i))
})

test('who closed the browser while 50 messages came finds them unread, once, in order', async ({ signUp }) => {
  const { ada, bea } = await pairInConversation(signUp)
  await bea.page.close()
  const texts = numbered(50)
  for (const text of texts) await send(ada.page, text)
  await expectMessage(ada.page, 'Message 50 of 50')

  const page = await bea.context.newPage()
  await page.goto('/browse')
  await expect(channelLink(page, ada.fullName)).toHaveAccessibleName(/50 unread/)
  await openChannel(page, ada.fullName)
  await expect(timeline(page).getByText('New', { exact: true })).toBeVisible()
  const read = await readTimeline(page)
  expect(read.map((row) => row.text)).toEqual(['First', 'Second', ...texts])
  await jumpToLatest(page)
  await expect(channelLink(page, ada.fullName)).not.toHaveAccessibleName(/unread/)
})

test('what was written offline is shown as waiting and goes out once the connection is back', async ({ signUp }) => {
  const { ada, bea } = await pairInConversation(signUp)
  await ada.context.setOffline(true)
  await expect(ada.page.getByRole('status').filter({ hasText: /offline|reconnecting/i })).toBeVisible({
    timeout: 20_000,
  })
  for (const text of numbered(3)) await send(ada.page, text)
  await expect(timeline(ada.page).locator('article[data-state=pending]')).toHaveCount(3)
  await ada.context.setOffline(false)
  await expectMessage(bea.page, 'Message 3 of 3')
  await expect(timeline(ada.page).locator('article[data-state=pending]')).toHaveCount(0)
  for (const { page } of [ada, bea]) {
    expect((await readTimeline(page)).map((row) => row.text)).toEqual(['First', 'Second', ...numbered(3)])
  }
})
