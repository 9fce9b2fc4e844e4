import type { ServerEvent } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
})
afterAll(() => node.stop())

const receipts = (events: readonly ServerEvent[]) => events.filter((event) => event.type === 'receipt')
const read = ({ trpc }: Person, channelId: string, number: number) =>
  trpc.channels.markRead.mutate({ channelId, number })
const list = async ({ trpc }: Person, channelId: string) => trpc.channels.receipts.query({ channelId })
async function crowd(channelId: string, size: number) {
  await node.sql(
    `with made as (
       insert into users (username, email, password_hash)
       select $1 || '-' || i, $1 || '-' || i || '@example.com', 'x' from generate_series(1, $2::int) i returning id
     )
     insert into members (channel_id, user_id) select $1::uuid, id from made`,
    channelId,
    size,
  )
}

describe('how far others have read', () => {
  it('is told in a direct conversation and in a small group, live to the others, and to who asks', async () => {
    const direct = (await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })).id
    const group = await groupOf(ann, ben)
    const [stream, own] = [follow(ann), follow(ben)]
    await Promise.all([stream.hello, own.hello])
    for (const channelId of [direct, group]) {
      await say(ann, channelId, 'one', 'two', 'three')
      expect(await list(ann, channelId)).toEqual([{ userId: ben.user.id, readNumber: 0 }])
      await read(ben, channelId, 2)
      const receipt = { type: 'receipt', channelId, userId: ben.user.id, readNumber: 2 }
      await vi.waitFor(() => expect(receipts(stream.events)).toContainEqual(receipt), soon)
      expect(await list(ann, channelId)).toEqual([{ userId: ben.user.id, readNumber: 2 }])
      // Sending a message is not reading.
      expect(await list(ben, channelId)).toEqual([{ userId: ann.user.id, readNumber: 0 }])
    }
    await vi.waitFor(() => expect(own.events.filter(({ type }) => type === 'marker')).toHaveLength(2), soon)
    expect(receipts(own.events)).toEqual([])
    stream.unsubscribe()
    own.unsubscribe()
  })

  it('is told when all is marked as read, and not when something is marked unread or stays as it is', async () => {
    const group = await groupOf(ann, ben)
    await say(ann, group, 'one', 'two', 'three')
    const stream = follow(ann)
    await stream.hello
    await read(ben, group, 2)
    await read(ben, group, 1)
    await ben.trpc.channels.markUnread.mutate({ channelId: group, number: 1 })
    await ben.trpc.channels.markAllRead.mutate()
    const ofGroup = () => receipts(stream.events).filter((event) => event.channelId === group)
    await vi.waitFor(() => expect(ofGroup().at(-1)).toMatchObject({ readNumber: 3 }), soon)
    expect(ofGroup().map(({ readNumber }) => readNumber)).toEqual([2, 3])
    stream.unsubscribe()
  })

  it('is nobody’s business in a larger group, an open channel and a thread', async () => {
    const small = await groupOf(ann, ben)
    const large = await groupOf(ann, ben)
    await crowd(small, 48)
    await crowd(large, 49)
    const open = (
      await ann.trpc.channels.create.mutate({
        kind: 'public',
        name: `Open ${crypto.randomUUID()}`,
        memberIds: [ben.user.id],
      })
    ).id
    for (const id of [small, large, open]) await say(ann, id, 'one')
    const thread = (await ann.trpc.channels.openThread.mutate({ channelId: small, number: 1 })).id
    await say(ben, thread, 'mine')
    await say(ann, thread, 'two')
    const stream = follow(ann)
    await stream.hello
    for (const id of [large, open, thread, small]) await read(ben, id, 2)
    await vi.waitFor(() => expect(receipts(stream.events)).toMatchObject([{ channelId: small }]), soon)
    expect(await list(ann, small)).toHaveLength(49)
    for (const id of [large, open, thread]) expect(await list(ann, id)).toEqual([])
    // Receipts of the other channels would have arrived before this one.
    await read(ben, (await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })).id, 1)
    expect(new Set(receipts(stream.events).map(({ channelId }) => channelId))).toEqual(new Set([small]))
    stream.unsubscribe()
  })

  it('is not for outsiders, nor of those who have left', async () => {
    const group = await groupOf(ann, ben)
    expect((await refusal(cem.trpc.channels.receipts.query({ channelId: group }))).reason).toBe('NOT_FOUND')
    await ben.trpc.channels.leave.mutate({ channelId: group })
    expect(await list(ann, group)).toEqual([])
  })

  it('is not told live of who does not want to be seen', async () => {
    const group = await groupOf(ann, ben, cem)
    await say(ann, group, 'one')
    const [stream, own] = [follow(ann), follow(ben)]
    await Promise.all([stream.hello, own.hello])
    await ben.trpc.presence.set.mutate({ status: 'invisible' })
    await read(ben, group, 1)
    await read(cem, group, 1)
    await vi.waitFor(() => expect(receipts(stream.events)).toMatchObject([{ userId: cem.user.id }]), soon)
    await ben.trpc.presence.set.mutate({ status: 'online' })
    stream.unsubscribe()
    own.unsubscribe()
  })
})
