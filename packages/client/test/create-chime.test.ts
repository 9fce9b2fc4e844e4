import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createChime } from '../src/create-chime.ts'
import { SessionEnded } from '../src/failure.ts'
import { login } from '../src/login.ts'
import { memoryStorage } from '../src/outbox/memory-storage.ts'
import { SendFailed } from '../src/outbox/sent.ts'
import type { Chime } from '../src/types.ts'
import { type Person, person } from './person.ts'

const soon = { timeout: 20_000, interval: 10 }

let server: ChimeServer
let ada: Person
let bob: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
}, 60_000)
afterEach(() => {
  ada.close()
  bob.close()
})
afterAll(() => server.close())

/** The texts of the messages that users wrote. */
const texts = (chime: Chime, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.filter((item) => item.state !== 'sent' || item.message.kind === 'user')
    .map((item) => (item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`))
const range = (n: number, word = 'm') => Array.from({ length: n }, (_, i) => `${word} ${i + 1}`)
const numbers = (chime: Chime, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.flatMap((item) => (item.state === 'sent' ? [item.message.number] : []))
const unread = (chime: Chime, id: string) => chime.channels.get().find((each) => each.id === id)?.membership?.unread
const inGroup = async (a: Chime, ...others: Person[]) =>
  (await a.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: others.map(({ user }) => user.id) })).id

async function both() {
  const a = await ada.online()
  const b = await bob.online()
  const id = await inGroup(a, bob)
  a.channel(id).open()
  b.channel(id).open()
  await vi.waitFor(() => {
    expect(a.channel(id).timeline.get().status).toBe('ready')
    expect(b.channel(id).timeline.get().status).toBe('ready')
    expect(b.channels.get().some((each) => each.id === id)).toBe(true)
  }, soon)
  return { a, b, id }
}

describe('with a real server', { timeout: 60_000 }, () => {
  test('edits, reactions, deletes and mentions arrive everywhere, and a refused one throws', async () => {
    const { a, b, id } = await both()
    const { number } = await a.channel(id).send(`hello @${bob.username}`).done
    const mentions = () => b.channels.get().find((each) => each.id === id)?.membership?.mentions
    await vi.waitFor(() => expect(mentions()).toBe(1), soon)
    await a.channel(id).edit(number, 'hello')
    expect(texts(a, id)).toEqual(['hello'])
    await vi.waitFor(() => {
      expect(texts(b, id)).toEqual(['hello'])
      expect(mentions()).toBe(0)
    }, soon)
    await b.channel(id).react(number, '👍')
    await b.channel(id).react(number, '🎉')
    await b.channel(id).unreact(number, '🎉')
    const rows = (chime: Chime) => chime.channel(id).timeline.get().items
    await vi.waitFor(() => expect(rows(a)).toEqual(rows(b)), soon)
    expect(rows(a)).toMatchObject([{ message: { reactions: [{ emoji: '👍', count: 1, userIds: [bob.user.id] }] } }])
    await expect(b.channel(id).edit(number, 'not mine')).rejects.toThrow('Only who wrote a message edits it')
    await a.channel(id).remove(number)
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['']), soon)
    expect(rows(b)).toMatchObject([{ message: { deletedAt: expect.any(String), reactions: [] } }])
  })

  test('thirty quick sends of one person arrive everywhere in the order of writing', async () => {
    const { a, b, id } = await both()
    const sent = range(30).map((text) => a.channel(id).send(text))
    expect(texts(a, id).filter((text) => text.startsWith('(pending)'))).toHaveLength(30)
    const messages = await Promise.all(sent.map(({ done }) => done))
    expect(messages.map(({ content }) => content)).toEqual(range(30))
    expect(messages.map(({ number }) => number)).toEqual(messages.map((_, i) => (messages[0]?.number ?? 0) + i))
    await vi.waitFor(() => expect(texts(b, id)).toEqual(range(30)), soon)
    expect(texts(a, id)).toEqual(range(30))
  })

  test.each([50, 700])('whoever was away while %i messages were written has them all, once, in order', async (n) => {
    const { a, b, id } = await both()
    b.channel(id).send('before')
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['before']), soon)
    b.close()
    const sends = range(n).map((text) =>
      a.trpc.messages.send.mutate({ channelId: id, clientId: crypto.randomUUID(), content: text }),
    )
    await Promise.all(sends)
    b.connect()
    const newest = Math.min(n + 1, n > 500 ? 50 : n + 1)
    await vi.waitFor(() => expect(numbers(b, id).at(-1)).toBe(n + 1), soon)
    expect(numbers(b, id)).toEqual(Array.from({ length: newest }, (_, i) => n + 2 - newest + i))
    expect(unread(b, id)).toBe(n)
    while (b.channel(id).timeline.get().hasBefore) await b.channel(id).loadBefore()
    expect(numbers(b, id)).toEqual(Array.from({ length: n + 1 }, (_, i) => i + 1))
    expect(new Set(texts(b, id))).toEqual(new Set(['before', ...range(n)]))
  })

  test('what was written while the server was down is sent when it is back, and both recover by themselves', async () => {
    const { a, b, id } = await both()
    a.channel(id).send('one')
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['one']), soon)
    await server.kill9()
    await vi.waitFor(() => expect(a.connection.get().status).toBe('reconnecting'), soon)
    a.channel(id).send('two')
    a.channel(id).send('three')
    expect(texts(a, id)).toEqual(['one', '(pending) two', '(pending) three'])
    await server.startAgain()
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['one', 'two', 'three']), { timeout: 20_000, interval: 20 })
    await vi.waitFor(() => expect(texts(a, id)).toEqual(['one', 'two', 'three']), soon)
    expect(a.connection.get()).toEqual({ status: 'online', retryAt: null, reason: null })
  })

  test('a server that is told to stop in the middle of sends loses none and doubles none', async () => {
    const { a, b, id } = await both()
    const sent = range(40).map((text) => a.channel(id).send(text))
    await sent[5]?.done
    await server.stop()
    await server.startAgain()
    await Promise.all(sent.map(({ done }) => done))
    await vi.waitFor(() => expect(texts(b, id)).toEqual(range(40)), { timeout: 20_000, interval: 20 })
    expect(texts(a, id)).toEqual(range(40))
  })

  test('what waits to be sent survives a reload, and another login does not send it', async () => {
    const { a, b, id } = await both()
    const storage = memoryStorage()
    await server.kill9()
    const offline = ada.chime({ storage, initial: { me: ada.user, channels: a.channels.get() } })
    offline.connect()
    offline.channel(id).send('kept')
    offline.channel(id).send('kept too')
    offline.close()
    await server.startAgain()
    const other = await bob.online({ storage })
    expect(texts(other, id)).toEqual([])
    const reloaded = await ada.online({ storage })
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['kept', 'kept too']), { timeout: 20_000, interval: 20 })
    expect(storage.load(ada.user.id)).toEqual([])
    expect(reloaded.channels.get().find((each) => each.id === id)?.lastMessage?.content).toBe('kept too')
  })

  test('unread counts what others say, falls when it is read, and agrees on every device', async () => {
    const { a, b, id } = await both()
    const phone = await bob.online()
    for (const text of range(5)) await a.channel(id).send(text).done
    await vi.waitFor(() => expect([unread(b, id), unread(phone, id), unread(a, id)]).toEqual([5, 5, 0]), soon)
    const read = b.channel(id).markRead(3)
    expect(unread(b, id)).toBe(2)
    await read
    await vi.waitFor(() => expect(unread(phone, id)).toBe(2), soon)
    await phone.channel(id).markUnread(2)
    await vi.waitFor(() => expect([unread(b, id), unread(phone, id)]).toEqual([4, 4]), soon)
    // Who answers has not read by that.
    await b.channel(id).send('I answer').done
    await vi.waitFor(() => expect([unread(b, id), unread(phone, id), unread(a, id)]).toEqual([4, 4, 1]), soon)
    await b.channel(id).markRead()
    await vi.waitFor(() => expect([unread(b, id), unread(phone, id)]).toEqual([0, 0]), soon)
    b.close()
    await a.channel(id).send('more').done
    b.connect()
    await vi.waitFor(() => expect([unread(b, id), unread(phone, id)]).toEqual([1, 1]), soon)
  })

  test('who reads, closes the channel and opens it again counts what came meanwhile, and nothing after reading it', async () => {
    const { a, b, id } = await both()
    const close = b.channel(id).open()
    await b.channel(id).send('a question').done
    await a.channel(id).send('an answer').done
    await vi.waitFor(() => expect(unread(b, id)).toBe(1), soon)
    void b.channel(id).markRead(2)
    close()
    await a.channel(id).send('and more').done
    await vi.waitFor(() => expect(unread(b, id)).toBe(1), soon)
    await b.channel(id).markRead(2)
    expect(unread(b, id)).toBe(1)
    const closeAgain = b.channel(id).open()
    await vi.waitFor(() => expect(texts(b, id)).toHaveLength(3), soon)
    await b.channel(id).markRead(3)
    await vi.waitFor(() => expect(unread(b, id)).toBe(0), soon)
    closeAgain()
    const late = await bob.online()
    await vi.waitFor(() => expect(unread(late, id)).toBe(0), soon)
  })

  test('whoever is removed sees nothing of the channel any more, and what they send fails without being lost', async () => {
    const { a, b, id } = await both()
    await a.channel(id).send('for us').done
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['for us']), soon)
    await a.trpc.members.remove.mutate({ channelId: id, userId: bob.user.id })
    await vi.waitFor(() => expect(b.channel(id).missing.get()).toBe(true), soon)
    expect(b.channels.get().some((each) => each.id === id)).toBe(false)
    await a.channel(id).send('behind the back').done
    const late = b.channel(id).send('am I still here?')
    await expect(late.done).rejects.toThrow(SendFailed)
    expect(texts(b, id)).toEqual(['(failed) am I still here?'])
    await a.trpc.members.add.mutate({ channelId: id, userIds: [bob.user.id] })
    await vi.waitFor(() => expect(texts(b, id).slice(0, 2)).toEqual(['for us', 'behind the back']), soon)
    expect(unread(b, id)).toBe(0)
    b.channel(id).retry(late.clientId)
    await vi.waitFor(() => expect(texts(a, id).at(-1)).toBe('am I still here?'), soon)
  })

  test('a public channel can be looked at live without joining, and joining makes it mine', async () => {
    const a = await ada.online()
    const b = await bob.online()
    const { id } = await a.trpc.channels.create.mutate({ kind: 'public', name: `open ${Date.now()}` })
    b.channel(id).open()
    await vi.waitFor(() => expect(b.channel(id).summary.get()?.membership).toBe(null), soon)
    await vi.waitFor(() => expect(b.channel(id).timeline.get().status).toBe('ready'), soon)
    await a.channel(id).send('hear, hear').done
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['hear, hear']), soon)
    expect(b.channels.get().some((each) => each.id === id)).toBe(false)
    await b.trpc.channels.join.mutate({ channelId: id })
    await vi.waitFor(() => expect(b.channels.get().some((each) => each.id === id)).toBe(true), soon)
    await a.channel(id).send('welcome').done
    await vi.waitFor(() => expect(texts(b, id)).toEqual(['hear, hear', 'welcome']), soon)
    await vi.waitFor(() => expect(unread(b, id)).toBe(1), soon)
  })

  test('typing, presence, profiles and members are seen and end', async () => {
    const { a, b, id } = await both()
    const presence = a.presence(bob.user.id)
    const name = a.user(bob.user.id)
    const members = a.channel(id).members
    const ends = [presence, name, members].map((each) => each.subscribe(() => {}))
    await vi.waitFor(() => {
      expect(presence.get()?.status).toBe('online')
      expect(name.get()?.username).toBe(bob.username)
      expect(members.get()).toMatchObject({ complete: true })
      expect(members.get().members).toHaveLength(2)
    }, soon)
    b.channel(id).notifyTyping()
    await vi.waitFor(() => expect(a.channel(id).typing.get()).toEqual([bob.user.id]), soon)
    await b.channel(id).send('done typing').done
    await vi.waitFor(() => expect(a.channel(id).typing.get()).toEqual([]), soon)
    await b.trpc.users.update.mutate({ fullName: 'Robert' })
    await vi.waitFor(() => expect(name.get()?.fullName).toBe('Robert'), soon)
    expect(b.me.get()?.fullName).toBe('Robert')
    await a.block(bob.user.id)
    await vi.waitFor(() => expect(presence.get()?.status).toBe('unknown'), soon)
    await a.unblock(bob.user.id)
    await vi.waitFor(() => expect(presence.get()?.status).toBe('online'), soon)
    b.close()
    await vi.waitFor(() => expect(presence.get()?.status).toBe('offline'), { timeout: 20_000, interval: 50 })
    for (const end of ends) end()
  })

  test('listeners hear every message once, in order, also what was missed', async () => {
    const { a, b, id } = await both()
    const heard: string[] = []
    b.on('message', ({ message }) => heard.push(message.content))
    for (const text of range(3, 'live')) await a.channel(id).send(text).done
    await vi.waitFor(() => expect(heard).toEqual(range(3, 'live')), soon)
    b.close()
    for (const text of range(3, 'missed')) await a.channel(id).send(text).done
    b.connect()
    await b.ready()
    await a.channel(id).send('live again').done
    await vi.waitFor(() => expect(heard).toEqual([...range(3, 'live'), ...range(3, 'missed'), 'live again']), soon)
  })

  test('a session that ends, ends the client: nothing is tried again', async () => {
    const { token, user } = await login(server.url, bob.username, bob.password)
    const chime = createChime({ url: server.url, token })
    chime.connect()
    await chime.ready()
    expect(chime.me.get()?.id).toBe(user.id)
    const [session] = (await chime.trpc.auth.sessions.query()).filter(({ current }) => current)
    await chime.trpc.auth.revokeSession.mutate({ id: session?.id ?? '' })
    await vi.waitFor(() => expect(chime.connection.get().status).toBe('ended'), soon)
    await expect(chime.ready()).rejects.toThrow(SessionEnded)
    await expect(chime.trpc.channels.list.query()).rejects.toThrow()
    chime.close()
  })

  test('a token that opens nothing is refused, not retried', async () => {
    const chime = createChime({ url: server.url, token: 'nobody' })
    chime.connect()
    await expect(chime.ready()).rejects.toThrow(SessionEnded)
    expect(chime.connection.get()).toMatchObject({ status: 'ended', reason: 'UNAUTHENTICATED' })
  })
})
