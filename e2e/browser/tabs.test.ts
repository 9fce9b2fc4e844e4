import { expect, type Page } from '@playwright/test'
import { expectMessage, openChannel, send, timeline, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

/** How many sockets the server has. */
async function sockets(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^chime_sockets_open (\d+)/m.exec(text)?.[1])
}

const texts = (page: Page) => timeline(page).locator('article[data-number] [dir=auto]').allTextContents()

test('three tabs use one connection; when the leading one is closed or crashes, the others go on', async ({
  signUp,
  chime,
}) => {
  const { page: first, context, username, fullName } = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(first, bea.username, bea)
  const tabs = [first]
  for (let i = 0; i < 2; i++) {
    const tab = await context.newPage()
    await tab.goto('/')
    await openChannel(tab, bea.fullName)
    tabs.push(tab)
  }
  await writeTo(bea.page, username, { username, fullName })
  await expect.poll(() => sockets(chime.url)).toBe(2)

  for (const [i, tab] of tabs.entries()) await send(tab, `From tab ${i + 1}`)
  await send(bea.page, 'From Bea')
  for (const page of [...tabs, bea.page]) {
    for (const text of ['From tab 1', 'From tab 2', 'From tab 3', 'From Bea']) await expectMessage(page, text)
  }

  const [, second, third] = tabs as [Page, Page, Page]
  await first.close()
  await send(second, 'The first tab is closed')
  await expectMessage(third, 'The first tab is closed')
  await expect.poll(() => sockets(chime.url)).toBe(2)

  const crashed = second.waitForEvent('crash')
  const session = await context.newCDPSession(second)
  session.send('Page.crash').catch(() => {})
  await crashed
  await send(bea.page, 'Are you there?')
  await expectMessage(third, 'Are you there?')
  await send(third, 'The second one crashed')
  await expectMessage(bea.page, 'The second one crashed')
  expect(await texts(third)).toEqual(await texts(bea.page))
  await expect.poll(() => sockets(chime.url)).toBe(2)
})

test('offline and online again, all tabs show the same', async ({ signUp }) => {
  const { page: first, context } = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(first, bea.username, bea)
  await send(first, 'Before')
  const second = await context.newPage()
  await second.goto('/')
  await openChannel(second, bea.fullName)
  await expectMessage(second, 'Before')
  await context.setOffline(true)
  await send(first, 'First, offline')
  await send(second, 'Second, offline')
  await context.setOffline(false)
  for (const page of [first, second]) {
    await expectMessage(page, 'First, offline')
    await expectMessage(page, 'Second, offline')
    expect(await texts(page)).toHaveLength(3)
  }
})
