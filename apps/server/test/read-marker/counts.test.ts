import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { seeded } from '@chime/testing/random'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

// Counts are of what one can read: neither own messages, nor deleted ones, nor those by people whom one blocks.

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode({ RATE_LIMITS: 'off' })
})
beforeEach(async () => {
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
  channelId = await groupOf(ann, ben, cem)
})
afterAll(() => node.stop())

/** What every way of asking says of it: unread and mentions. All must agree. */
async function counts(person: Person, id = channelId): Promise<[unread: number, mentions: number]> {
  const { trpc } = person
  const { membership } = await trpc.channels.get.query({ channelId: id })
  const listed = (await trpc.channels.list.query()).find((each) => each.id === id)?.membership
  const stream = follow(person)
  await stream.hello
  stream.unsubscribe()
  const [hello] = stream.events
  const head = hello?.type === 'hello' ? hello.channels.find((each) => each.channelId === id) : undefined
  const of = (what: { unread: number; mentions: number } | null | undefined): [number, number] => [
    what?.unread ?? 0,
    what?.mentions ?? 0,
  ]
  expect([of(listed), of(head)]).toEqual([of(membership), of(membership)])
  return of(membership)
}
const remove = ({ trpc }: Person, number: number, id = channelId) =>
  trpc.messages.delete.mutate({ channelId: id, number })
const block = ({ trpc }: Person, { user }: Person) => trpc.users.block.mutate({ userId: user.id })
const unblock = ({ trpc }: Person, { user }: Person) => trpc.users.unblock.mutate({ userId: user.id })

describe('what is unread', () => {
  it('is nothing when what somebody sent is deleted again, by them or by who manages the channel', async () => {
    await say(ben, channelId, 'one', `two @${ann.user.username} @channel`)
    expect(await counts(ann)).toEqual([2, 1])
    const deleted = await remove(ben, 1)
    expect(deleted.deletedRevision).toBe(deleted.revision)
    expect(await counts(ann)).toEqual([1, 1])
    await remove(ann, 2)
    await remove(ann, 2)
    expect([await counts(ann), await counts(ben), await counts(cem)]).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })

  it('stays when a scheduled message, a forwarded one or a poll of mine goes out', async () => {
    await say(ben, channelId, 'read me')
    const elsewhere = await groupOf(ann, ben)
    await say(ann, elsewhere, 'forward me')
    const clientId = crypto.randomUUID()
    await ann.trpc.messages.forward.mutate({ channelId: elsewhere, number: 1, toChannelId: channelId, clientId })
    await ann.trpc.polls.create.mutate({
      channelId,
      clientId: crypto.randomUUID(),
      question: 'tea?',
      options: ['a', 'b'],
    })
    const sendAt = new Date(Date.now() + 1_000).toISOString()
    const later = { channelId, clientId: crypto.randomUUID(), content: 'later @channel', sendAt }
    await ann.trpc.messages.schedule.mutate(later)
    const lastNumber = async () => (await ann.trpc.channels.get.query({ channelId })).lastNumber
    await vi.waitFor(async () => expect(await lastNumber()).toBe(4), { timeout: 20_000, interval: 100 })
    expect(await counts(ann)).toEqual([1, 0])
    expect(await counts(ben)).toEqual([3, 1])
  })

  it('is without what people write whom I block, in shared groups too, until I unblock them', async () => {
    await say(ben, channelId, 'before @channel')
    await say(cem, channelId, 'from cem')
    await block(ann, ben)
    await say(ben, channelId, 'after', `after @${ann.user.username}`)
    expect(await counts(ann)).toEqual([1, 0])
    expect(await counts(cem)).toEqual([3, 1])
    await remove(ben, 3)
    expect(await counts(ann)).toEqual([1, 0])
    await unblock(ann, ben)
    // Whom the name called was decided when it was written.
    expect(await counts(ann)).toEqual([3, 1])
    await ann.trpc.channels.markRead.mutate({ channelId, number: 2 })
    expect(await counts(ann)).toEqual([1, 0])
  })

  it('from a message on does not count my own messages', async () => {
    await say(ann, channelId, 'mine')
    await say(ben, channelId, 'theirs')
    await say(ann, channelId, 'mine @channel')
    await ann.trpc.channels.markRead.mutate({ channelId, number: 3 })
    await ann.trpc.channels.markUnread.mutate({ channelId, number: 1 })
    expect(await counts(ann)).toEqual([1, 0])
    expect(await ann.trpc.channels.markAllRead.mutate()).toEqual({ channelIds: [channelId] })
    expect(await counts(ann)).toEqual([0, 0])
    await say(ann, channelId, 'mine again')
    expect(await ann.trpc.channels.markAllRead.mutate()).toEqual({ channelIds: [] })
  })

  it('goes with the only new reply of a thread, and the message above says one reply less', async () => {
    await say(ann, channelId, 'above')
    const { id } = await ben.trpc.channels.openThread.mutate({ channelId, number: 1 })
    await say(cem, id, 'a first reply')
    const [reply] = await say(ben, id, 'a second one')
    await ann.trpc.channels.markRead.mutate({ channelId: id, number: 1 })
    expect(await counts(ann, id)).toEqual([1, 0])
    const stream = follow(ann)
    await stream.hello
    await remove(ben, 2, id)
    expect(await counts(ann, id)).toEqual([0, 0])
    const thread = { channelId: id, replies: 1, userIds: [cem.user.id] }
    expect(await ben.trpc.messages.get.query({ channelId, number: 1 })).toMatchObject({ thread })
    const above = () => stream.events.findLast((event) => event.type === 'message' && event.channelId === channelId)
    await vi.waitFor(() => expect(above()).toMatchObject({ message: { number: 1, thread } }), soon)
    await remove(cem, 1, id)
    const none = { channelId: id, replies: 0, lastReplyAt: null, userIds: [] }
    expect((await ben.trpc.messages.get.query({ channelId, number: 1 })).thread).toEqual(none)
    const [last] = await say(ben, id, 'a third one')
    const one = { channelId: id, replies: 1, lastReplyAt: last?.createdAt, userIds: [ben.user.id] }
    expect((await ben.trpc.messages.get.query({ channelId, number: 1 })).thread).toEqual(one)
    expect(reply?.number).toBe(2)
  })

  it('is what a plain count of the tables says, whatever people do at once', { timeout: 120_000 }, async () => {
    const random = seeded(7)
    const people = [ann, ben, cem]
    await say(ann, channelId, 'above')
    const { id: thread } = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    const acts = [
      (one: Person, id: string) => say(one, id, random.pick(['x', '@channel x', `@${ben.user.username} x`])),
      (one: Person, id: string) => say(one, id, 'x'),
      (one: Person, id: string) => remove(one, 1 + random.below(20), id),
      (one: Person, id: string) => one.trpc.channels.markRead.mutate({ channelId: id, number: random.below(30) }),
      (one: Person, id: string) => one.trpc.channels.markUnread.mutate({ channelId: id, number: 1 + random.below(20) }),
      (one: Person) => one.trpc.channels.markAllRead.mutate(),
      (one: Person) => block(one, random.pick(people)),
      (one: Person) => unblock(one, random.pick(people)),
      (one: Person) => one.trpc.channels.unfollow.mutate({ channelId: thread }),
      (one: Person) => one.trpc.channels.follow.mutate({ channelId: thread }),
    ]
    for (let round = 0; round < 15; round++) {
      const calls = Array.from({ length: 8 }, async () =>
        random.pick(acts)(random.pick(people), random.pick([channelId, thread])),
      )
      await Promise.allSettled(calls)
      expect(await wrongCounts()).toEqual([])
    }
  })
})

/** The members for whom the running totals say something else than a count of the messages. */
const wrongCounts = () =>
  node.sql(
    `select m.channel_id, m.user_id, c.counted - m.read_counted - m.skipped as unread, w.n
     from members m join channels c on c.id = m.channel_id cross join lateral (
       select count(*) as n from messages w where w.channel_id = m.channel_id and w.number > m.read_number
       and w.kind = 'user' and w.deleted_at is null and w.user_id <> m.user_id and not exists (
         select from blocks b where b.user_id = m.user_id and b.blocked_id = w.user_id and b.lifted_at is null
       )
     ) w
     where m.left_at is null and (c.id = $1 or c.parent_channel_id = $1) and c.counted - m.read_counted - m.skipped <> w.n`,
    channelId,
  )
