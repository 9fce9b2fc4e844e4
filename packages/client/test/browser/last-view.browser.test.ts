import { openBrowser, servePage } from '@chime/testing/browser'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { cacheContract } from '../cache/cache-contract.ts'
import { type Person, person } from '../person.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const soon = { timeout: 30_000, interval: 50 }

let site: Awaited<ReturnType<typeof servePage>>
let browser: Browser
let context: BrowserContext
let server: ChimeServer
beforeAll(async () => {
  site = await servePage(new URL('./page/', import.meta.url).pathname)
  ;[browser, server] = await Promise.all([
    openBrowser(),
    startChimeServer({ ALLOWED_ORIGINS: new URL(site.url).origin }),
  ])
  context = await browser.newContext()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await site?.close()
})

async function open(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.url)
  return page
}

/** A page with a client of this person. */
async function connected({ token }: Person): Promise<Page> {
  const page = await open()
  await page.evaluate(
    (options) => {
      window.chime = window.lab.connect(options)
    },
    { url: server.url, token },
  )
  return page
}

const shown = (page: Page, channelId: string) =>
  page.evaluate((channelId) => {
    const { items } = window.chime.channel(channelId).timeline.get()
    return {
      me: window.chime.me.get()?.username ?? null,
      channels: window.chime.channels.get().map(({ name }) => name),
      texts: items
        .filter((item) => item.state !== 'sent' || item.message.kind === 'user')
        .map((item) => (item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`)),
    }
  }, channelId)

const openChannel = (page: Page, id: string) => page.evaluate((id) => void window.chime.channel(id).open(), id)

const keptRecords = (page: Page) => page.evaluate((url) => window.lab.keptRecords(url), server.url)

test.each(Object.keys(cacheContract))('%s', async (name) => {
  const page = await open()
  await page.evaluate((name) => window.lab.cacheContract(name), name)
  await page.close()
})

describe('a page that starts while the server cannot be reached', () => {
  test('shows the last view to its user alone, sends later what a crash interrupted, and forgets it when they log out', async () => {
    const ada = await person(server.url, 'ada')
    const bob = await person(server.url, 'bob')
    const a = await ada.online()
    const { id } = await a.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [bob.user.id] })
    await a.channel(id).send('before').done
    ada.close()

    const first = await connected(ada)
    await openChannel(first, id)
    const view = { me: ada.username, channels: ['us'], texts: ['before'] }
    await vi.waitFor(async () => expect(await shown(first, id)).toEqual(view), soon)
    await vi.waitFor(async () => expect(await keptRecords(first)).toBe(2), soon)
    await first.close()
    await server.kill9()

    const offline = await connected(ada)
    await openChannel(offline, id)
    await vi.waitFor(async () => expect(await shown(offline, id)).toEqual(view), soon)
    await offline.evaluate((id) => void window.chime.channel(id).send('from the train'), id)
    expect((await shown(offline, id)).texts).toEqual(['before', '(pending) from the train'])
    const crashed = offline.waitForEvent('crash')
    const session = await context.newCDPSession(offline)
    session.send('Page.crash').catch(() => {})
    await crashed

    await server.startAgain()
    const again = await connected(ada)
    await openChannel(again, id)
    const all = { ...view, texts: ['before', 'from the train'] }
    await vi.waitFor(async () => expect(await shown(again, id)).toEqual(all), soon)
    const b = await bob.online()
    b.channel(id).open()
    await vi.waitFor(() => expect(b.channel(id).timeline.get().status).toBe('ready'), soon)
    const numbers = b
      .channel(id)
      .timeline.get()
      .items.map((item) => item.state === 'sent' && item.message.content)
    expect(numbers.filter((text) => text === 'from the train')).toHaveLength(1)
    bob.close()

    await again.evaluate(() => window.chime.forget())
    expect(await keptRecords(again)).toBe(0)
    await again.close()
  })

  test('shows nothing to another user, and deletes what the first one left', async () => {
    const ada = await person(server.url, 'ada')
    const bob = await person(server.url, 'bob')
    const a = await ada.online()
    const { id } = await a.trpc.channels.create.mutate({ kind: 'group', name: 'mine', memberIds: [] })
    ada.close()
    const first = await connected(ada)
    await openChannel(first, id)
    await vi.waitFor(async () => expect(await keptRecords(first)).toBe(2), soon)
    await first.close()
    await server.kill9()
    const other = await connected(bob)
    await openChannel(other, id)
    await vi.waitFor(async () => expect(await keptRecords(other)).toBe(0), soon)
    expect(await shown(other, id)).toEqual({ me: null, channels: [], texts: [] })
    await other.close()
    await server.startAgain()
  })

  test('a session that was ended elsewhere is forgotten at the next start', async () => {
    const ada = await person(server.url, 'ada')
    const first = await connected(ada)
    await vi.waitFor(async () => expect(await keptRecords(first)).toBe(1), soon)
    await first.close()
    const a = await ada.online()
    await a.trpc.auth.logout.mutate()
    ada.close()
    const next = await connected(ada)
    await vi.waitFor(
      async () => expect(await next.evaluate(() => window.chime.connection.get().status)).toBe('ended'),
      soon,
    )
    await vi.waitFor(async () => expect(await keptRecords(next)).toBe(0), soon)
    expect(await next.evaluate(() => window.chime.me.get())).toBe(null)
    await next.close()
  })
})
