import { limits } from '@chime/protocol'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Person, person } from '../person.ts'
import { createTab, type TabClient } from './tab.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const soon = { timeout: 20_000, interval: 10 }

let server: ChimeServer
let ada: Person
let bob: Person
const ends: (() => unknown)[] = []
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
}, 60_000)
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await vi.waitFor(async () => expect(await sockets()).toBe(0), soon)
})
afterAll(() => server.close())

/** How many sockets the server has. */
async function sockets(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^chime_sockets_open (\d+)/m.exec(text)?.[1])
}

async function tab({ token }: Person = ada, url = server.url) {
  return (await stoppableTab(token, url)).chime
}

async function stoppableTab(token = ada.token, url = server.url, options: Parameters<typeof createTab>[2] = {}) {
  const each = createTab(url, token, options)
  ends.push(() => each.chime.close())
  each.chime.connect()
  await each.chime.ready()
  return each
}

/** A channel of Ada's, with Bob who has a connection of his own. */
async function channelOf(chime: TabClient) {
  const { id } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [bob.user.id] })
  const other = await bob.online()
  ends.push(() => other.close())
  return { id, other: other.channel(id) }
}

const texts = (chime: TabClient, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.filter((item) => item.state !== 'sent' || item.message.kind === 'user')
    .map((item) => (item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`))
const range = (n: number, word: string) => Array.from({ length: n }, (_, i) => `${word} ${i + 1}`)

test('three tabs use one socket, and each sends and sees everything', async () => {
  const first = await tab()
  const tabs = [first, await tab(), await tab()]
  expect(await sockets()).toBe(1)
  const { id, other } = await channelOf(first)
  for (const each of tabs) each.channel(id).open()
  await Promise.all(tabs.map((each, i) => each.channel(id).send(`tab ${i}`).done))
  await other.send('hello').done
  for (const each of tabs) {
    await vi.waitFor(() => expect(texts(each, id)).toHaveLength(4), soon)
    expect(texts(each, id)).toEqual(texts(first, id))
  }
  expect(await sockets()).toBe(2)
})

test('when the leading tab closes while all are writing, the others go on over one socket: nothing lost, doubled or out of order', async () => {
  const [first, second, third] = [await tab(), await tab(), await tab()]
  const { id, other } = await channelOf(first)
  for (const each of [first, second, third]) each.channel(id).open()
  const words = ['a', 'b', 'c', 'x']
  const sends = [second.channel(id), third.channel(id), other].map(async (channel, i) => {
    for (const text of range(60, words[i] ?? '')) {
      channel.send(text)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  await vi.waitFor(() => expect(texts(second, id).length).toBeGreaterThan(40), soon)
  first.close()
  await Promise.all(sends)
  for (const each of [second, third]) {
    await vi.waitFor(() => expect(texts(each, id).filter((text) => !text.startsWith('('))).toHaveLength(180), soon)
    for (const word of words.slice(0, 3)) {
      expect(texts(each, id).filter((text) => text.startsWith(word))).toEqual(range(60, word))
    }
  }
  expect(await sockets()).toBe(2)
})

test('tabs that come while people write have what was written before, and miss nothing', async () => {
  const first = await tab()
  const { id, other } = await channelOf(first)
  let isWriting = true
  let written = 0
  const writing = (async () => {
    while (isWriting) {
      await other.send(`line ${++written}`).done
    }
  })()
  const tabs = [first]
  for (let i = 0; i < 12; i++) {
    const each = await tab()
    each.channel(id).open()
    tabs.push(each)
    if (i % 3 === 2) tabs.splice(1, 1)[0]?.close()
  }
  isWriting = false
  await writing
  expect(written).toBeGreaterThan(12)
  for (const each of tabs) {
    each.channel(id).open()
    const shown = () => texts(each, id)
    await vi.waitFor(() => expect(shown().at(-1)).toBe(`line ${written}`), soon)
    const all = range(written, 'line')
    expect(shown()).toEqual(all.slice(all.length - shown().length))
  }
  expect(await sockets()).toBe(2)
})

test('when the leading tab crashes, another one leads within two seconds', async () => {
  const first = await stoppableTab()
  const second = await tab()
  const { id, other } = await channelOf(second)
  second.channel(id).open()
  first.chime.channel(id).send('before')
  await vi.waitFor(() => expect(texts(second, id)).toEqual(['before']), soon)
  const startedAt = performance.now()
  first.crash()
  await other.send('after').done
  await vi.waitFor(() => expect(texts(second, id)).toEqual(['before', 'after']), soon)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  await second.channel(id).send('mine').done
  first.chime.close()
})

test('when the leading tab is stopped and keeps its lock, another one takes the lead; going on, it follows', async () => {
  const first = await stoppableTab()
  const second = await tab()
  const { id, other } = await channelOf(second)
  for (const each of [first.chime, second]) each.channel(id).open()
  first.stop()
  await other.send('while it is stopped').done
  await vi.waitFor(() => expect(texts(second, id)).toEqual(['while it is stopped']), { timeout: 8_000, interval: 10 })
  first.goOn()
  await first.chime.channel(id).send('back').done
  await vi.waitFor(() => expect(texts(second, id).at(-1)).toBe('back'), soon)
  await vi.waitFor(async () => expect(await sockets()).toBe(2), soon)
})

test('a tab that is stopped for long is let go, and has everything when it goes on', async () => {
  const first = await tab()
  const second = await stoppableTab()
  const { id, other } = await channelOf(first)
  for (const each of [first, second.chime]) each.channel(id).open()
  second.stop()
  const all = range(600, 'x'.repeat(limits.contentMax - 10))
  for (let from = 0; from < all.length; from += 100) {
    await Promise.all(all.slice(from, from + 100).map((text) => other.send(text).done))
  }
  await vi.waitFor(() => expect(texts(first, id).at(-1)).toBe(all.at(-1)), soon)
  second.goOn()
  await vi.waitFor(() => expect(texts(second.chime, id).at(-1)).toBe(all.at(-1)), soon)
})

test('two users do not share', async () => {
  const [mine, hers] = [await tab(ada), await tab(bob)]
  expect(await sockets()).toBe(2)
  expect([mine.me.get()?.id, hers.me.get()?.id]).toEqual([ada.user.id, bob.user.id])
})

test('a tab that is wrong about who is signed in gets a socket of its own, and spoils nobody else’s', async () => {
  const wrong = (await stoppableTab(bob.token, server.url, { cookieOf: ada.user.id })).chime
  const right = (await stoppableTab(ada.token, server.url, { cookieOf: ada.user.id })).chime
  const other = (await stoppableTab(ada.token, server.url, { cookieOf: ada.user.id })).chime
  expect([wrong, right, other].map((each) => each.me.get()?.id)).toEqual([bob.user.id, ada.user.id, ada.user.id])
  await vi.waitFor(async () => expect(await sockets()).toBe(2), soon)
})

test('a user is away when all tabs are idle, and back with the first that is used', async () => {
  const watcher = await bob.online()
  ends.push(() => watcher.close())
  const tabs = [await tab(), await tab()]
  const [first, second] = tabs as [TabClient, TabClient]
  await channelOf(first)
  const presence = watcher.presence(ada.user.id)
  ends.push(presence.subscribe(() => {}))
  const shows = (status: string) => vi.waitFor(() => expect(presence.get()?.status).toBe(status), soon)
  const report = (chime: TabClient, isIdle: boolean) =>
    chime.trpc.presence.set.mutate({ status: isIdle ? 'away' : 'online', thisDevice: true })
  await shows('online')
  expect((await report(first, true)).status).toBe('online')
  expect((await report(second, true)).status).toBe('away')
  await shows('away')
  await report(first, false)
  await shows('online')
  // The one in use is closed.
  first.close()
  await report(second, true)
  await shows('away')
  const third = await tab()
  await shows('online')
  third.close()
  await shows('away')
})

test('when the session ends, it ends in every tab', async () => {
  const cleo = await person(server.url, 'cleo')
  const tabs = [await tab(cleo), await tab(cleo), await tab(cleo)]
  await tabs[1]?.trpc.auth.logout.mutate()
  for (const each of tabs) {
    await vi.waitFor(
      () => expect(each.connection.get()).toMatchObject({ status: 'ended', reason: 'UNAUTHENTICATED' }),
      soon,
    )
  }
})

test('tabs with more subscriptions than a socket carries use a second one', async () => {
  const tabs = [await tab(), await tab(), await tab()]
  const subscriptions = tabs.flatMap((each) =>
    Array.from({ length: 8 }, () => {
      const data = vi.fn()
      const { unsubscribe } = each.trpc.presence.subscribe.subscribe({ userIds: [bob.user.id] }, { onData: data })
      ends.push(unsubscribe)
      return data
    }),
  )
  for (const data of subscriptions) await vi.waitFor(() => expect(data).toHaveBeenCalled(), soon)
  expect(await sockets()).toBe(2)
})

test('a dead link is noticed in all tabs, and all are back over one socket', async () => {
  const link = await startProxy(server.url)
  ends.push(() => link.close())
  const tabs = [await tab(ada, link.url), await tab(ada, link.url)]
  const connectionIds = tabs.map((each) => {
    const ids: string[] = []
    each.on('hello', ({ connectionId }) => ids.push(connectionId))
    return ids
  })
  link.hang()
  await vi.waitFor(() => expect(tabs.map((each) => each.connection.get().status)).toContain('reconnecting'), soon)
  link.mend()
  for (const each of tabs) await vi.waitFor(() => expect(each.connection.get().status).toBe('online'), soon)
  expect(connectionIds[0]?.at(-1)).toBe(connectionIds[1]?.at(-1))
})

test('a server that restarts is left and found again by all tabs', async () => {
  const first = await tab()
  const tabs = [first, await tab(), await tab()]
  const { id } = await first.trpc.channels.create.mutate({ kind: 'group', name: 'again' })
  await server.stop()
  await server.startAgain()
  const sent = tabs.map((each, i) => each.channel(id).send(`tab ${i}`).done)
  expect(await Promise.all(sent)).toHaveLength(3)
  await vi.waitFor(async () => expect(await sockets()).toBe(1), soon)
})
