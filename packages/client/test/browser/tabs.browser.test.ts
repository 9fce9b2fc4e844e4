import { openBrowser, servePage } from '@chime/testing/browser'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Person, person } from '../person.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
const soon = { timeout: 20_000, interval: 50 }

let site: Awaited<ReturnType<typeof servePage>>
let browser: Browser
let server: ChimeServer
let link: TcpProxy
let context: BrowserContext
let ada: Person
let bob: Person
let channelId: string
beforeAll(async () => {
  site = await servePage(new URL('./tabs/', import.meta.url).pathname)
  browser = await openBrowser()
  server = await startChimeServer({ ALLOWED_ORIGINS: new URL(site.url).origin })
  link = await startProxy(server.url)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  link?.close()
  await server?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
  const chime = await ada.online()
  const input = { kind: 'group' as const, name: 'us', memberIds: [bob.user.id] }
  channelId = (await chime.trpc.channels.create.mutate(input)).id
  chime.close()
  await vi.waitFor(async () => expect(await sockets()).toBe(0), soon)
})
afterEach(async () => {
  link.mend()
  bob.close()
  await context.close()
})

/** How many sockets the server has. */
async function sockets(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^chime_sockets_open (\d+)/m.exec(text)?.[1])
}

async function open({ token }: Person = ada): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.url)
  await page.evaluate(([url, token, id]) => window.tab.connect(url, token, id), [link.url, token, channelId] as const)
  return page
}

const send = (page: Page, text: string) =>
  page.evaluate(([id, text]) => window.tab.send(id, text), [channelId, text] as const)

const shows = (page: Page, ...texts: string[]) =>
  vi.waitFor(async () => expect(await page.evaluate((id) => window.tab.texts(id), channelId)).toEqual(texts), soon)

async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const session = await context.newCDPSession(page)
  session.send('Page.crash').catch(() => {})
  await crashed
}

test('three pages use one socket; when the leading one is closed, and the next one crashes, the last goes on', async () => {
  const [first, second, third] = [await open(), await open(), await open()]
  expect(await sockets()).toBe(1)
  const other = (await bob.online()).channel(channelId)
  await send(first, 'one')
  await shows(third, 'one')
  await send(third, 'two')
  await shows(second, 'one', 'two')
  await other.send('three').done
  for (const page of [first, second, third]) await shows(page, 'one', 'two', 'three')
  await first.close()
  await send(third, 'four')
  await shows(second, 'one', 'two', 'three', 'four')
  await crash(second)
  const startedAt = performance.now()
  await other.send('five').done
  await shows(third, 'one', 'two', 'three', 'four', 'five')
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  await vi.waitFor(async () => expect(await sockets()).toBe(2), soon)
})

test('when the browser freezes the leading page, another one leads; when it goes on, it follows', async () => {
  const [first, second] = [await open(), await open()]
  const other = (await bob.online()).channel(channelId)
  const session = await context.newCDPSession(first)
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  await other.send('while it is frozen').done
  await shows(second, 'while it is frozen')
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  await shows(first, 'while it is frozen')
  await send(first, 'back')
  await shows(second, 'while it is frozen', 'back')
  await vi.waitFor(async () => expect(await sockets()).toBe(2), soon)
})

test('what is unsent in one page is shown in the others, and sent by them when it crashes', async () => {
  const [first, second] = [await open(), await open()]
  link.down()
  await vi.waitFor(async () => {
    expect(await second.evaluate(() => window.chime.connection.get().status)).toBe('reconnecting')
  }, soon)
  await send(second, 'mine')
  await shows(first, '(pending) mine')
  await crash(second)
  link.mend()
  await shows(first, 'mine')
  await shows(await open(), 'mine')
})

test('two users in one browser have a socket each, and a logout ends the session in all pages of its user', async () => {
  const [first, second, his] = [await open(), await open(), await open(bob)]
  expect(await sockets()).toBe(2)
  const ids = await Promise.all([first, second, his].map((page) => page.evaluate(() => window.chime.me.get()?.id)))
  expect(ids).toEqual([ada.user.id, ada.user.id, bob.user.id])
  await second.evaluate(() => window.chime.trpc.auth.logout.mutate())
  const status = (page: Page) => page.evaluate(() => window.chime.connection.get().status)
  for (const page of [first, second]) await vi.waitFor(async () => expect(await status(page)).toBe('ended'), soon)
  expect(await status(his)).toBe('online')
})
