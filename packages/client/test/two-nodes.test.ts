import { startTwoServers } from '@chime/testing/process/two-servers'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Chime } from '../src/types.ts'
import { type Person, person } from './person.ts'

const soon = { timeout: 20_000, interval: 20 }

let both: Awaited<ReturnType<typeof startTwoServers>>
let ada: Person
let bob: Person
beforeAll(async () => {
  both = await startTwoServers()
  ada = await person(both.nodes[0].url, 'ada')
  bob = await person(both.nodes[1].url, 'bob')
}, 60_000)
afterEach(() => {
  ada.close()
  bob.close()
})
afterAll(() => both.close())

const texts = (chime: Chime, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.map((item) => (item.state === 'sent' ? item.message.content : `(${item.state})`))
const range = (n: number, word: string) => Array.from({ length: n }, (_, i) => `${word} ${i + 1}`)

async function talk(a: Chime, b: Chime): Promise<string> {
  const { id } = await a.trpc.channels.openDirect.mutate({ userId: bob.user.id })
  for (const chime of [a, b]) chime.channel(id).open()
  await vi.waitFor(() => {
    for (const chime of [a, b]) expect(chime.channel(id).timeline.get().status).toBe('ready')
  }, soon)
  return id
}

describe('two people on two nodes', { timeout: 90_000 }, () => {
  test('see the same messages in the same order, and each other typing and there', async () => {
    const a = await ada.online()
    const b = await bob.online()
    const id = await talk(a, b)
    const presence = a.presence(bob.user.id)
    const end = presence.subscribe(() => {})
    for (let i = 1; i <= 20; i++) {
      a.channel(id).send(`ada ${i}`)
      b.channel(id).send(`bob ${i}`)
    }
    await vi.waitFor(() => {
      expect(texts(a, id)).toHaveLength(40)
      expect(texts(b, id)).toEqual(texts(a, id))
      expect(presence.get()?.status).toBe('online')
    }, soon)
    expect(texts(a, id).filter((text) => text.startsWith('ada'))).toEqual(range(20, 'ada'))
    expect(texts(a, id).filter((text) => text.startsWith('bob'))).toEqual(range(20, 'bob'))
    b.channel(id).notifyTyping()
    await vi.waitFor(() => expect(a.channel(id).typing.get()).toEqual([bob.user.id]), soon)
    end()
  })

  test('move to the other node when theirs stops, is killed, or comes back; nothing is lost, doubled or misordered', async () => {
    const [first, second] = both.nodes
    const balancer = await startProxy(first.url)
    const a = await ada.online({ url: balancer.url })
    const b = await bob.online()
    const id = await talk(a, b)
    const before = texts(a, id).length
    const statuses = new Set<string>()
    a.connection.subscribe(() => statuses.add(a.connection.get().status))
    const write = async (words: string) => {
      const sent = range(15, words).map((text) => a.channel(id).send(text))
      await sent[3]?.done
      return sent
    }

    const stopping = await write('stop')
    balancer.redirect(second.url)
    await first.stop()
    await Promise.all(stopping.map(({ done }) => done))
    expect([...statuses]).toEqual([])

    await first.startAgain()
    const killed = await write('kill')
    balancer.redirect(first.url)
    await second.kill9()
    await Promise.all(killed.map(({ done }) => done))
    expect(a.connection.get().status).toBe('online')

    await second.startAgain()
    const all = [...range(15, 'stop'), ...range(15, 'kill')]
    await vi.waitFor(() => {
      expect(texts(a, id).slice(before)).toEqual(all)
      expect(texts(b, id).slice(before)).toEqual(all)
    }, soon)
    balancer.close()
  })
})
