import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
})
afterAll(() => node.stop())

const unread = async ({ trpc }: Person) =>
  (await trpc.channels.list.query()).map(({ membership }) => membership?.unread ?? 0)

describe('marking all as read', () => {
  it('moves the marker of every channel and followed thread in which something is unread, and of no other', async () => {
    const ben = await node.person('ben')
    const [one, two, read] = [await groupOf(ann, ben), await groupOf(ann, ben), await groupOf(ann, ben)]
    const { id: direct } = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    for (const id of [one, two, read, direct]) await say(ann, id, 'a', 'b')
    const { id: thread } = await ben.trpc.channels.openThread.mutate({ channelId: one, number: 1 })
    await say(ann, thread, 'a reply')
    await ben.trpc.channels.markRead.mutate({ channelId: read, number: 2 })
    await ben.trpc.channels.markUnread.mutate({ channelId: two, number: 1 })
    await ann.trpc.channels.update.mutate({ channelId: one, name: 'With a notice at its end' })

    const stream = follow(node.connect(ben.token))
    await stream.hello
    const { channelIds } = await ben.trpc.channels.markAllRead.mutate()
    expect([...channelIds].sort()).toEqual([one, two, direct, thread].sort())
    expect(await unread(ben)).toEqual([0, 0, 0, 0, 0])
    const markers = () => stream.events.filter((event) => event.type === 'marker')
    await vi.waitFor(() => expect(markers()).toHaveLength(4), soon)
    for (const event of markers()) {
      const { membership, lastNumber, counted } = await ben.trpc.channels.get.query({ channelId: event.channelId })
      const { readNumber, readVersion } = membership ?? {}
      expect(event).toMatchObject({ readNumber, readVersion, readCounted: counted, mentions: 0 })
      expect(readNumber).toBe(lastNumber)
      expect(event.revision).toBe(event.after + 1)
    }
    const { revision } = await ben.trpc.users.changes.query({ since: 0 })
    expect(markers().map((event) => event.revision)).toEqual([3, 2, 1, 0].map((back) => revision - back))
    expect(await ben.trpc.channels.markAllRead.mutate()).toEqual({ channelIds: [] })
    expect((await ben.trpc.users.changes.query({ since: 0 })).revision).toBe(revision)
    stream.unsubscribe()
  })

  it('takes hundreds of channels', async () => {
    const ben = await node.person('ben')
    await node.sql(
      `with made as (
         insert into channels (kind, name, last_number, counted, revision) select 'group', 'c' || i, 5, 4, 7
         from generate_series(1, 230) i returning id
       )
       insert into members (channel_id, user_id, read_number, read_counted) select id, $1, 1, 1 from made`,
      ben.user.id,
    )
    const stream = follow(ben)
    await stream.hello
    const { channelIds } = await ben.trpc.channels.markAllRead.mutate()
    expect(new Set(channelIds).size).toBe(230)
    const rows = await node.sql(
      `select distinct read_number::int as number, read_counted::int as counted, read_version::int as version
       from members where user_id = $1`,
      ben.user.id,
    )
    expect(rows).toEqual([{ number: 5, counted: 4, version: 1 }])
    await vi.waitFor(() => expect(stream.events.filter(({ type }) => type === 'marker')).toHaveLength(230), soon)
    stream.unsubscribe()
  })

  it('by several devices at once, while others write and I do, ends in agreement with what is there', async () => {
    const ben = await node.person('ben')
    const channels = [await groupOf(ann, ben), await groupOf(ann, ben), await groupOf(ann, ben)]
    const devices = [ben, node.connect(ben.token)]
    await Promise.all(
      channels.flatMap((id) => [
        say(ann, id, '1', '2', '3', '4', '5'),
        say(ben, id, 'a', 'b'),
        ...devices.map(({ trpc }) => trpc.channels.markAllRead.mutate()),
      ]),
    )
    for (const channelId of channels) {
      const { membership } = await ben.trpc.channels.get.query({ channelId })
      const { messages } = await ben.trpc.messages.list.query({ channelId, after: membership?.readNumber ?? 0 })
      expect(membership?.unread).toBe(messages.filter(({ userId }) => userId !== ben.user.id).length)
    }
    await ben.trpc.channels.markAllRead.mutate()
    expect(await unread(ben)).toEqual([0, 0, 0])
  })
})
