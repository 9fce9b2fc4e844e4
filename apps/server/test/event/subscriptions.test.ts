import { type EventOf, limits, type ServerEvent } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { connect } from '@chime/testing/stock-client'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const texts = (events: ServerEvent[]) =>
  events.filter((event): event is EventOf<'message'> => event.type === 'message').map(({ message }) => message.content)
const hellos = (events: ServerEvent[]) => events.filter((event): event is EventOf<'hello'> => event.type === 'hello')
const heads = (events: ServerEvent[]) =>
  hellos(events).flatMap(({ channels }) => channels.map((head) => head.channelId))

describe('a subscription', () => {
  it('to named channels gets those and no others', async () => {
    const other = await groupOf(ann, ben)
    const { events, hello } = follow(ben, [channelId, channelId.toUpperCase()])
    await hello
    expect(heads(events)).toEqual([channelId])
    await say(ann, other, 'elsewhere')
    await say(ann, channelId, 'here')
    await vi.waitFor(() => expect(texts(events)).toEqual(['here']), soon)
  })

  it('to a public channel that I have not joined follows it as an onlooker', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    await say(ann, id, 'before')
    const { events, hello } = follow(ben, [id])
    await hello
    expect(hellos(events)[0]?.channels).toMatchObject([{ channelId: id, lastNumber: 1, unread: 0, readNumber: 1 }])
    await say(ann, id, 'after')
    await vi.waitFor(() => expect(texts(events)).toEqual(['after']), soon)
    expect((await ben.trpc.channels.get.query({ channelId: id })).membership).toBeNull()
  })

  it('to a channel that I may not read is refused as if there were none', async () => {
    const secret = await groupOf(ann)
    const [hidden, missing] = await Promise.all([
      refusal(follow(ben, [channelId, secret]).hello),
      refusal(follow(ben, [channelId, crypto.randomUUID()]).hello),
    ])
    expect(hidden).toEqual(missing)
    expect(hidden.reason).toBe('NOT_FOUND')
    await say(ann, secret, 'secret')
    // Nothing is left of the refused subscription.
    const { events, hello } = follow(ben)
    await hello
    await say(ann, channelId, 'open')
    await vi.waitFor(() => expect(texts(events)).toEqual(['open']), soon)
  })

  it('to a named channel ends for it when I am removed', async () => {
    const other = await groupOf(ann, ben)
    const { events, hello } = follow(ben, [channelId, other])
    await hello
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await say(ann, channelId, 'secret')
    await say(ann, other, 'open')
    await vi.waitFor(() => expect(texts(events)).toEqual(['open']), soon)
  })

  it('is stopped and opened again on one socket: the old one is silent, the new one begins with hello', async () => {
    const client = node.connect(ben.token)
    const first = follow(client)
    await first.hello
    first.unsubscribe()
    const second = follow(client)
    await second.hello
    await say(ann, channelId, 'once')
    await vi.waitFor(() => expect(texts(second.events)).toEqual(['once']), soon)
    expect(hellos(second.events)).toHaveLength(1)
    expect(texts(first.events)).toEqual([])
  })

  it('stops at once, on the wire too', async () => {
    const socket = await openRaw(node.url, ben)
    const opened = await socket.ask('subscription', 'events.subscribe', {})
    expect(opened.result?.type).toBe('started')
    const { id } = opened
    const ofIt = (type: string) => socket.replies.filter((reply) => reply.id === id && reply.result?.type === type)
    await vi.waitFor(() => expect(ofIt('data')).toHaveLength(1), soon)
    socket.send({ id, method: 'subscription.stop' })
    await vi.waitFor(() => expect(ofIt('stopped')).toHaveLength(1), soon)
    await say(ann, channelId, 'unheard')
    await socket.ask('query', 'messages.list', { channelId })
    expect(ofIt('data')).toHaveLength(1)
    expect(socket.replies.filter((reply) => reply.id === id).at(-1)?.result?.type).toBe('stopped')
    socket.ws.close()
  })

  it('beyond the twentieth of a socket is refused, until one is stopped', async () => {
    const client = node.connect(ben.token)
    const streams = Array.from({ length: limits.subscriptionsPerSocketMax }, () => follow(client))
    await Promise.all(streams.map(({ hello }) => hello))
    const presence = () =>
      new Promise((resolve, reject) => {
        client.trpc.presence.subscribe.subscribe({ userIds: [] }, { onData: resolve, onError: reject })
      })
    expect(await reasons(follow(client).hello, presence())).toEqual(['TOO_LARGE', 'TOO_LARGE'])
    streams.pop()?.unsubscribe()
    // A refused subscription does not count.
    for (let i = 0; i < 3; i++)
      expect(await reasons(follow(client, [crypto.randomUUID()]).hello)).toEqual(['NOT_FOUND'])
    await follow(client, [channelId]).hello
    expect(await reasons(follow(client).hello)).toEqual(['TOO_LARGE'])
    // Each socket of a person has its own limit.
    await follow(node.connect(ben.token)).hello
    await say(ann, channelId, 'to all')
    await vi.waitFor(
      () => expect(streams.map(({ events }) => texts(events))).toEqual(streams.map(() => ['to all'])),
      soon,
    )
  })

  it('is for the WebSocket: over HTTP it is refused', async () => {
    for (const [procedure, input] of [
      ['events.subscribe', '{}'],
      ['presence.subscribe', '{"userIds":[]}'],
    ]) {
      const url = `${node.url}/trpc/${procedure}?input=${encodeURIComponent(input ?? '')}`
      const response = await fetch(url, { headers: { authorization: `Bearer ${ben.token}` } })
      // tRPC answers with an event stream, as for its own HTTP subscriptions, and ends it.
      expect(await response.text()).toContain('"reason":"INVALID_INPUT"')
    }
  })

  it('of somebody in more than a thousand channels begins with hello in parts, the last one marked', async () => {
    const cem = await node.person('cem')
    await node.sql(
      `with made as (
         insert into channels (kind, name) select 'group', 'many' from generate_series(1, $2::int) returning id
       )
       insert into members (channel_id, user_id) select id, $1 from made`,
      cem.user.id,
      limits.helloChannels + 5,
    )
    const { events, hello } = follow(cem)
    await hello
    expect(hellos(events).map(({ channels, last }) => [channels.length, last])).toEqual([
      [limits.helloChannels, false],
      [5, true],
    ])
    expect(new Set(heads(events)).size).toBe(limits.helloChannels + 5)
    await say(cem, heads(events).at(-1) ?? '', 'in the last')
    await vi.waitFor(() => expect(texts(events)).toEqual(['in the last']), soon)
  })

  it('leaves nothing behind on its socket, however often it is stopped and opened', async () => {
    const warnings: Error[] = []
    const keep = (warning: Error) => warnings.push(warning)
    process.on('warning', keep)
    const client = node.connect(ben.token)
    for (let i = 0; i < 30; i++) {
      const { hello, unsubscribe } = follow(client)
      await hello
      unsubscribe()
    }
    await client.trpc.auth.me.query()
    process.off('warning', keep)
    expect(warnings).toEqual([])
  })

  it('of a stock client that loses its connection begins anew with hello, and catches up from it', async () => {
    const link = await startProxy(node.url)
    const client = connect(link.url, ben.token)
    const { events, hello } = follow(client)
    await hello
    await say(ann, channelId, 'before')
    await vi.waitFor(() => expect(texts(events)).toEqual(['before']), soon)
    for (const round of [2, 3]) {
      link.down()
      await say(ann, channelId, `missed ${round}`)
      link.mend()
      await vi.waitFor(() => expect(hellos(events)).toHaveLength(round), soon)
      const head = hellos(events)
        .at(-1)
        ?.channels.find((row) => row.channelId === channelId)
      const known = events.findLast((event) => event.type === 'message')?.revision ?? 0
      const { messages, revision } = await client.trpc.channels.changes.query({ channelId, since: known })
      expect(messages.map(({ content }) => content)).toEqual(
        Array.from({ length: round - 1 }, (_, i) => `missed ${i + 2}`),
      )
      expect(head?.revision).toBe(revision)
    }
    await say(ann, channelId, 'after')
    await vi.waitFor(() => expect(texts(events)).toEqual(['before', 'after']), soon)
    await client.close()
    link.close()
  })
})
