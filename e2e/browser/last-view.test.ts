import { expect, type Page } from '@playwright/test'
import { expectMessage, openChannel, send, timeline, writeTo } from './chat.ts'
import { type Person, test } from './fixtures.ts'

/** Ada has written with Bea, and then with Carl, whose conversation is loaded anew. */
async function afterTwoConversations(signUp: (name: string) => Promise<Person>) {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const carl = await signUp('Carl Otto')
  await writeTo(ada.page, bea.username, bea)
  await send(ada.page, 'To Bea')
  await expectMessage(ada.page, 'To Bea')
  await writeTo(ada.page, carl.username, carl)
  await send(ada.page, 'To Carl')
  await expectMessage(ada.page, 'To Carl')
  await ada.page.reload()
  await expectMessage(ada.page, 'To Carl')
  return { ada, bea, carl }
}

async function goOffline({ context, page }: Person) {
  await context.setOffline(true)
  await expect(page.getByRole('status').filter({ hasText: /offline|reconnecting/i })).toBeVisible({ timeout: 20_000 })
}

/** What is kept of the last view in this browser: how many records. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const opened = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    let records = 0
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('chime.')) continue
      const db = await opened(indexedDB.open(name))
      records += await opened(db.transaction('values').objectStore('values').count())
      db.close()
    }
    return records
  })

test('a conversation that was read before can be read offline, and is brought up to date afterwards', async ({
  signUp,
}) => {
  const { ada, bea } = await afterTwoConversations(signUp)
  await goOffline(ada)
  await openChannel(ada.page, bea.fullName)
  await expectMessage(ada.page, 'To Bea')
  await openChannel(bea.page, ada.fullName)
  await send(bea.page, 'Meanwhile')
  await expectMessage(bea.page, 'Meanwhile')
  await ada.context.setOffline(false)
  await expectMessage(ada.page, 'Meanwhile')
  await expect(timeline(ada.page).getByText('To Bea')).toHaveCount(1)
})

test('a message survives a page that crashes right after it was sent offline', async ({ signUp }) => {
  const { ada, bea } = await afterTwoConversations(signUp)
  await openChannel(ada.page, bea.fullName)
  await expectMessage(ada.page, 'To Bea')
  await goOffline(ada)
  const session = await ada.context.newCDPSession(ada.page)
  const crashed = ada.page.waitForEvent('crash')
  await send(ada.page, 'Not lost')
  session.send('Page.crash').catch(() => {})
  await crashed
  await ada.page.close()
  await ada.context.setOffline(false)
  const page = await ada.context.newPage()
  await page.goto('/')
  await openChannel(bea.page, ada.fullName)
  await expectMessage(bea.page, 'Not lost')
  await openChannel(page, bea.fullName)
  await expectMessage(page, 'Not lost')
})

test('after logging out nothing of the last view is left in the browser', async ({ signUp }) => {
  const { ada } = await afterTwoConversations(signUp)
  expect(await kept(ada.page)).toBeGreaterThan(0)
  await ada.page.getByRole('button', { name: /your menu/ }).click()
  await ada.page.getByRole('menuitem', { name: 'Log out' }).click()
  await expect(ada.page).toHaveURL(/\/login/)
  expect(await kept(ada.page)).toBe(0)
})
