import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import type { OutboxStorage } from '../../src/outbox/storage.ts'

import { type Person, person } from '../person.ts'
import { createTab } from './tab.ts'

type Chime = ReturnType<typeof createTab>['chime']

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const soon = { timeout: 20_000, interval: 10 }

let server: ChimeServer
let link: TcpProxy
let ada: Person
const ends: (() => unknown)[] = []
beforeAll(async () => {
  server = await startChimeServer()
  link = await startProxy(server.url)
  ada = await person(server.url, 'ada')
}, 60_000)
afterEach(async () => {
  link.mend()
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(async () => {
  link.close()
  await server.close()
})

/** Like a browser's: it takes a moment. */
function browserStorage(): OutboxStorage {
  const storage = memoryStorage()
  const later = () => new Promise((resolve) => setTimeout(resolve, 5))
  return {
    load: async (userId) => {
      await later()
      return storage.load(userId)
    },
    save: async (userId, entry) => {
      await later()
      return storage.save(userId, entry)
    },
    remove: async (userId, clientId) => {
      await later()
      return storage.remove(userId, clientId)
    },
  }
}

async function setUp(count: number) {
  const storage = browserStorage()
  const open = async () => {
    const tab = createTab(link.url, ada.token, { storage })
    ends.push(() => tab.chime.close())
    tab.chime.connect()
    await tab.chime.ready()
    return tab
  }
  const tabs = []
  for (let i = 0; i < count; i++) tabs.push(await open())
  const [first] = tabs
  if (!first) throw new Error('no tab')
  const { id } = await first.chime.trpc.channels.create.mutate({ kind: 'group', name: 'us' })
  for (const { chime } of tabs) chime.channel(id).open()
  return { id, storage, open, tabs: tabs as [typeof first, typeof first, typeof first] }
}

const shows = (chime: Chime, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.filter((item) => item.state !== 'sent' || item.message.kind === 'user')
    .map((item) => (item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`))

/** How often the server was asked to send a message. */
async function sends(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^chime_send_seconds_count (\d+)/m.exec(text)?.[1] ?? 0)
}

/** The link is down, and both have noticed. */
async function offline(...tabs: Chime[]) {
  link.down()
  for (const chime of tabs) await vi.waitFor(() => expect(chime.connection.get().status).toBe('reconnecting'), soon)
}

test('what is unsent in one tab is shown in all, and sent once', async () => {
  const { id, tabs, storage } = await setUp(2)
  const [{ chime: first }, { chime: second }] = tabs
  const before = await sends()
  await offline(first, second)
  first.channel(id).send('from the first')
  await vi.waitFor(() => expect(shows(second, id)).toEqual(['(pending) from the first']), soon)
  second.channel(id).send('from the second')
  for (const each of [first, second]) {
    await vi.waitFor(
      () => expect(shows(each, id)).toEqual(['(pending) from the first', '(pending) from the second']),
      soon,
    )
    expect(each.unsent.get()).toBe(2)
  }
  link.mend()
  for (const each of [first, second]) {
    await vi.waitFor(() => expect(shows(each, id).toSorted()).toEqual(['from the first', 'from the second']), soon)
    expect(each.unsent.get()).toBe(0)
  }
  await vi.waitFor(async () => expect(await storage.load(ada.user.id)).toEqual([]), soon)
  expect(await sends()).toBe(before + 2)
})

test('no tab ever shows a message twice, or not at all, while others send it', async () => {
  const { id, tabs } = await setUp(3)
  const seen: string[][] = []
  for (const { chime } of tabs) {
    const { timeline } = chime.channel(id)
    ends.push(
      timeline.subscribe(() => {
        const texts = shows(chime, id).map((text) => text.replace(/^\(pending\) /, ''))
        expect(texts).toEqual([...new Set(texts)])
        seen.push(texts)
      }),
    )
  }
  const sent = []
  for (let i = 0; i < 60; i++) sent.push(tabs[i % 3]?.chime.channel(id).send(`line ${i}`).done)
  await Promise.all(sent)
  for (const { chime } of tabs)
    await vi.waitFor(() => expect(shows(chime, id).filter((text) => !text.startsWith('('))).toHaveLength(60), soon)
})

test('what is discarded in one tab is gone in all, and never sent', async () => {
  const { id, tabs, storage } = await setUp(2)
  const [{ chime: first }, { chime: second }] = tabs
  await offline(first, second)
  const { clientId, done } = first.channel(id).send('better not')
  first.channel(id).send('this one')
  await vi.waitFor(() => expect(shows(second, id)).toHaveLength(2), soon)
  second.channel(id).discard(clientId)
  await expect(done).rejects.toThrow('Discarded')
  link.mend()
  for (const each of [first, second]) await vi.waitFor(() => expect(shows(each, id)).toEqual(['this one']), soon)
  await vi.waitFor(async () => expect(await storage.load(ada.user.id)).toEqual([]), soon)
})

test('what failed in one tab can be sent again in another', async () => {
  const { id, tabs } = await setUp(2)
  const [{ chime: first }, { chime: second }] = tabs
  await first.trpc.channels.archive.mutate({ channelId: id })
  const { clientId, done } = first.channel(id).send('too early')
  await expect(done).rejects.toThrow()
  await vi.waitFor(() => expect(shows(second, id)).toEqual(['(failed) too early']), soon)
  await first.trpc.channels.unarchive.mutate({ channelId: id })
  // Both at once: it is sent once all the same.
  first.channel(id).retry(clientId)
  second.channel(id).retry(clientId)
  for (const each of [first, second]) await vi.waitFor(() => expect(shows(each, id)).toEqual(['too early']), soon)
})

test('what a tab had not sent when it crashed, another one sends; a tab that comes later shows it too', async () => {
  const { id, tabs, open } = await setUp(2)
  const [crashing, { chime: second }] = tabs
  await offline(crashing.chime, second)
  crashing.chime.channel(id).send('last words')
  await vi.waitFor(() => expect(shows(second, id)).toEqual(['(pending) last words']), soon)
  crashing.crash()
  crashing.chime.close()
  expect(shows(second, id)).toEqual(['(pending) last words'])
  link.mend()
  const { chime: third } = await open()
  third.channel(id).open()
  for (const each of [second, third]) await vi.waitFor(() => expect(shows(each, id)).toEqual(['last words']), soon)
})
