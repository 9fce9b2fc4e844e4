import { type EventOf, ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
})
beforeEach(async () => {
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const of = <T extends ServerEvent['type']>(events: ServerEvent[], type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type)
const texts = (events: ServerEvent[], channel = channelId) =>
  of(events, 'message')
    .filter((event) => event.channelId === channel)
    .map(({ message }) => message.content)

/** Subscribes and waits for `hello`. */
async function listen(person: Pick<Person, 'trpc'>, channelIds?: string[]) {
  const stream = follow(person, channelIds)
  await stream.hello
  return stream
}
/** When this resolves, everything that was sent before has arrived, because streams keep the order. */
async function settled(stream: { events: ServerEvent[] }, sender = ann, channel = channelId) {
  const mark = `fence ${crypto.randomUUID()}`
  await say(sender, channel, mark)
  await vi.waitFor(() => expect(texts(stream.events, channel)).toContain(mark), soon)
}

describe('a stream of events', () => {
  it('begins with hello, which says where every channel of mine stands', async () => {
    const other = await groupOf(ann, ben)
    await say(ann, channelId, 'one', 'two')
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    const { events } = await listen(ben)
    const [hello, ...rest] = events
    if (hello?.type !== 'hello') throw new Error('no hello')
    expect(rest).toEqual([])
    const { epoch, revision } = await ben.trpc.users.changes.query({ since: 0 })
    expect(hello).toMatchObject({ epoch, userRevision: revision, last: true })
    expect(Math.abs(Date.parse(hello.serverTime) - Date.now())).toBeLessThan(60_000)
    expect(hello.channels.map((head) => head.channelId).sort()).toEqual([channelId, other].sort())
    const channel = await ben.trpc.channels.get.query({ channelId })
    expect(hello.channels.find((head) => head.channelId === channelId)).toEqual({
      channelId,
      revision: channel.revision,
      lastNumber: 2,
      counted: 2,
      unread: 1,
      mentions: 0,
      readNumber: 1,
      readVersion: channel.membership?.readVersion,
    })
  })

  it('goes on from hello without a gap: each event says which revision it follows, and is well-formed', async () => {
    const { events } = await listen(ben)
    const others = await node.person('cem')
    await Promise.all([
      say(ann, channelId, ...Array.from({ length: 30 }, (_, i) => `ann ${i}`)),
      say(ben, channelId, ...Array.from({ length: 30 }, (_, i) => `ben ${i}`)),
      ann.trpc.members.add.mutate({ channelId, userIds: [others.user.id] }),
      ann.trpc.channels.update.mutate({ channelId, name: 'Renamed' }),
      ben.trpc.channels.markUnread.mutate({ channelId, number: 1 }).catch(() => null),
    ])
    await others.trpc.channels.leave.mutate({ channelId })
    const { revision } = await ann.trpc.channels.get.query({ channelId })
    const ofChannels = () =>
      events.filter((event) => 'channelId' in event && 'after' in event && event.type !== 'marker')
    await vi.waitFor(() => expect(ofChannels().at(-1)).toMatchObject({ revision }), soon)
    let at = of(events, 'hello')[0]?.channels[0]?.revision
    for (const event of ofChannels()) {
      expect(event).toMatchObject({ channelId, after: at })
      at = 'revision' in event ? event.revision : at
    }
    for (const event of events) expect(ServerEvent.parse(event)).toEqual(event)
    expect(texts(events).filter((text) => text.startsWith('ann'))).toEqual(
      Array.from({ length: 30 }, (_, i) => `ann ${i}`),
    )
  })

  it('carries each message as it is read', async () => {
    const { events } = await listen(ben)
    const [sent] = await say(ann, channelId, 'hello')
    await vi.waitFor(() => expect(of(events, 'message')).toHaveLength(1), soon)
    expect(of(events, 'message')[0]?.message).toEqual(sent)
    expect(await ben.trpc.messages.get.query({ channelId, number: 1 })).toEqual(sent)
  })

  it('takes in a channel that I join or am added to, without being opened again', async () => {
    const { events } = await listen(ben)
    const added = await groupOf(ann, ben)
    await say(ann, added, 'in the new group')
    const { id: open } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    await say(ann, open, 'before')
    await ben.trpc.channels.join.mutate({ channelId: open })
    await say(ann, open, 'after')
    await vi.waitFor(() => expect(texts(events, open)).toEqual(['after']), soon)
    await vi.waitFor(() => expect(texts(events, added)).toEqual(['in the new group']), soon)
    const joined = of(events, 'joined').map(({ channel }) => channel.id)
    expect(joined).toEqual([added, open])
    for (const { channel } of of(events, 'joined')) {
      const [next] = events.filter(
        (event) => 'channelId' in event && event.channelId === channel.id && 'after' in event,
      )
      expect(next).toMatchObject({ after: channel.revision })
    }
  })

  it.each(['leave', 'am removed'])('ends for a channel when I %s', async (how) => {
    const other = await groupOf(ann, ben)
    const stream = await listen(ben)
    await say(ann, channelId, 'while in')
    if (how === 'leave') await ben.trpc.channels.leave.mutate({ channelId })
    else await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await say(ann, channelId, 'secret')
    await ann.trpc.channels.update.mutate({ channelId, name: 'Secret' })
    await ann.trpc.channels.typing.mutate({ channelId })
    await settled(stream, ann, other)
    expect(texts(stream.events)).toEqual(['while in'])
    expect(JSON.stringify(stream.events)).not.toMatch(/secret/i)
    expect(of(stream.events, 'typing')).toEqual([])
    expect(of(stream.events, 'left').map((event) => event.channelId)).toEqual([channelId])

    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    await say(ann, channelId, 'back again')
    await vi.waitFor(() => expect(texts(stream.events)).toEqual(['while in', 'back again']), soon)
  })

  it("keeps to oneself what is one's own: markers and profile, on every device of mine", async () => {
    const phone = await listen(node.connect(ben.token))
    const others = await listen(ann)
    await say(ann, channelId, 'one')
    const { readVersion } = await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    const me = await ben.trpc.users.update.mutate({ statusText: 'out' })
    await settled(others)
    await settled(phone)
    expect(of(phone.events, 'marker')).toMatchObject([
      { channelId, readNumber: 1, readCounted: 1, readVersion, mentions: 0 },
    ])
    expect(of(phone.events, 'me').map(({ user }) => user)).toEqual([me])
    expect(others.events.filter(({ type }) => type === 'me' || type === 'marker')).toEqual([])
    const [told] = of(others.events, 'user')
    expect(told?.user).toMatchObject({ id: ben.user.id, statusText: 'out' })
    expect(told?.user).not.toHaveProperty('email')
  })

  it('tells of typing to everybody but the one who types', async () => {
    const [laptop, phone, theirs] = [await listen(ben), await listen(node.connect(ben.token)), await listen(ann)]
    await ben.trpc.channels.typing.mutate({ channelId })
    await vi.waitFor(() => expect(of(theirs.events, 'typing')).toHaveLength(1), soon)
    const [typing] = of(theirs.events, 'typing')
    expect(typing).toMatchObject({ channelId, userId: ben.user.id })
    const leftMs = Date.parse(typing?.expiresAt ?? '') - Date.now()
    expect(leftMs).toBeGreaterThan(0)
    expect(leftMs).toBeLessThanOrEqual(6_000)
    await settled(laptop)
    await settled(phone)
    expect([...of(laptop.events, 'typing'), ...of(phone.events, 'typing')]).toEqual([])
  })

  it('tells strangers nothing', async () => {
    const eve = await node.person('eve')
    const own = await groupOf(eve)
    const stream = await listen(eve)
    await say(ann, channelId, 'secret')
    await ann.trpc.channels.typing.mutate({ channelId })
    await ann.trpc.users.update.mutate({ statusText: 'secret' })
    await settled(stream, eve, own)
    expect(JSON.stringify(stream.events)).not.toContain('secret')
    expect(stream.events).toHaveLength(2)
  })
})
