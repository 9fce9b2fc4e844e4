import type { EventOf, Presence, ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, say, soon } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let nodes: TwoNodes
let ann: Person
let ben: Person
let channelId: string
// Ann is on the first node, Ben on the second.
beforeAll(async () => {
  nodes = await twoNodes()
  ;[ann, ben] = [await nodes.person(nodes.one, 'ann'), await nodes.person(nodes.two, 'ben')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => nodes.stop())

const of = <T extends ServerEvent['type']>(events: ServerEvent[], type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type)
const texts = (events: ServerEvent[]) => of(events, 'message').map(({ message }) => message.content)
async function listen(person: Pick<Person, 'trpc'>) {
  const stream = follow(person)
  await stream.hello
  return stream
}

describe('on two nodes', () => {
  it('each hears what is sent on the other, in order and chained', async () => {
    const [one, two] = [await listen(ann), await listen(ben)]
    const numbers = Array.from({ length: 20 }, (_, i) => `${i}`)
    await Promise.all([say(ann, channelId, ...numbers), say(ben, channelId, ...numbers)])
    for (const { events } of [one, two]) {
      await vi.waitFor(() => expect(texts(events)).toHaveLength(40), soon)
      let at = of(events, 'hello')[0]?.channels.find((head) => head.channelId === channelId)?.revision
      for (const { after, revision } of of(events, 'message')) {
        expect(after).toBe(at)
        at = revision
      }
    }
  })

  it('a channel that is joined on one is heard on the other, and one that is left or lost no more', async () => {
    const elsewhere = await listen(nodes.connect(nodes.one, ben.token))
    const { id: open } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    await ben.trpc.channels.join.mutate({ channelId: open })
    await say(ann, open, 'joined')
    await vi.waitFor(() => expect(texts(elsewhere.events)).toEqual(['joined']), soon)
    await ben.trpc.channels.leave.mutate({ channelId: open })
    await say(ann, open, 'secret')
    await say(ann, channelId, 'open')
    await vi.waitFor(() => expect(texts(elsewhere.events)).toEqual(['joined', 'open']), soon)
    expect(of(elsewhere.events, 'left').map((event) => event.channelId)).toEqual([open])
  })

  it('who is removed on one hears nothing more on the other', async () => {
    const other = await groupOf(ann, ben)
    const { events } = await listen(ben)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await say(ann, channelId, 'secret')
    await say(ann, other, 'open')
    await vi.waitFor(() => expect(texts(events)).toEqual(['open']), soon)
  })

  it('typing, markers and profiles travel', async () => {
    const [theirs, mine] = [await listen(ann), await listen(nodes.connect(nodes.one, ben.token))]
    await say(ann, channelId, 'one')
    await ben.trpc.channels.typing.mutate({ channelId })
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    await ben.trpc.users.update.mutate({ statusText: 'far away' })
    await vi.waitFor(() => {
      expect(of(theirs.events, 'typing')).toMatchObject([{ userId: ben.user.id }])
      expect(of(theirs.events, 'user').at(-1)).toMatchObject({ user: { statusText: 'far away' } })
      expect(of(mine.events, 'marker')).toMatchObject([{ channelId, readNumber: 1 }])
      expect(of(mine.events, 'me')).toMatchObject([{ user: { statusText: 'far away' } }])
    }, soon)
    expect(of(mine.events, 'typing')).toEqual([])
  })

  it('a session revoked on one closes its sockets on the other with 4401 within 2 s', async () => {
    const { user, password } = ben
    const { data } = await call(nodes.one, 'auth.login', { input: { identifier: user.username, password } })
    const socket = await openRaw(nodes.two, { token: (data as { token: string }).token })
    await socket.ask('query', 'auth.me')
    const [old] = (await ben.trpc.auth.sessions.query()).filter(({ current }) => !current)
    const before = Date.now()
    await nodes.connect(nodes.one, ben.token).trpc.auth.revokeSession.mutate({ id: old?.id ?? '' })
    expect(await socket.closed).toBe(4401)
    expect(Date.now() - before).toBeLessThan(2_000)
  })

  it('presence is one: who is connected anywhere is online everywhere', { timeout: 20_000 }, async () => {
    const eve = await nodes.person(nodes.two, 'eve')
    await ann.trpc.members.add.mutate({ channelId, userIds: [eve.user.id] })
    const seen: Presence[] = []
    const userIds = [eve.user.id]
    ann.trpc.presence.subscribe.subscribe({ userIds }, { onData: (batch) => seen.push(...batch) })
    const statuses = () => seen.map(({ status }) => status)
    await vi.waitFor(() => expect(statuses()).toEqual(['offline']), soon)
    await eve.trpc.auth.me.query()
    await vi.waitFor(() => expect(statuses()).toEqual(['offline', 'online']), soon)
    await eve.trpc.presence.set.mutate({ status: 'busy' })
    await vi.waitFor(() => expect(statuses().at(-1)).toBe('busy'), soon)
    expect(await ann.trpc.presence.get.query({ userIds })).toMatchObject([{ status: 'busy' }])

    const phone = await openRaw(nodes.one, eve)
    await phone.ask('query', 'auth.me')
    await eve.close()
    phone.ws.close()
    await vi.waitFor(() => expect(statuses().at(-1)).toBe('offline'), { timeout: 12_000, interval: 50 })
    expect(statuses()).toEqual(['offline', 'online', 'busy', 'offline'])
  })

  it('guessing a password is counted over both', async () => {
    const input = { identifier: ann.user.username, password: 'a wrong guess' }
    const guesses = Array.from({ length: 26 }, (_, i) => call(i % 2 ? nodes.one : nodes.two, 'auth.login', { input }))
    const refused = (await Promise.all(guesses)).filter(({ status }) => status === 429)
    expect(refused).toHaveLength(6)
  })
})
