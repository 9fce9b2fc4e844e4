import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

// Threads tell whom they concern: who wrote the message above, and whoever is called.

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
  await say(ann, channelId, 'above')
})
afterAll(() => node.stop())

const open = async ({ trpc }: Person, id = channelId): Promise<string> =>
  (await trpc.channels.openThread.mutate({ channelId: id, number: 1 })).id
/** Unread and mentions of a thread that somebody follows; null: they do not. The list agrees with the channel itself. */
async function counts({ trpc }: Person, thread: string): Promise<[number, number] | null> {
  const { membership } = await trpc.channels.get.query({ channelId: thread })
  const listed = (await trpc.channels.list.query()).find(({ id }) => id === thread)
  expect(listed?.membership ?? null).toEqual(membership)
  return membership && [membership.unread, membership.mentions]
}
const edit = ({ trpc }: Person, id: string, number: number, content: string) =>
  trpc.messages.edit.mutate({ channelId: id, number, content })
const unfollow = ({ trpc }: Person, thread: string) => trpc.channels.unfollow.mutate({ channelId: thread })
const at = ({ user }: Person): string => `@${user.username}`

describe('a thread', () => {
  it('is followed by who wrote the message above, and by whoever is called in it', async () => {
    const stream = follow(ann)
    await stream.hello
    const thread = await open(ben)
    expect(await counts(ann, thread)).toBe(null)
    await say(ben, thread, `look ${at(ann)}`)
    expect(await counts(ann, thread)).toEqual([1, 1])
    const joined = () => stream.events.find((event) => event.type === 'joined')
    const channel = { id: thread, membership: { unread: 1, mentions: 1 } }
    await vi.waitFor(() => expect(joined()).toMatchObject({ channel }), soon)
    stream.unsubscribe()
    expect(await counts(ben, thread)).toEqual([0, 0])
    expect(await counts(cem, thread)).toBe(null)
    await say(ben, thread, 'and', `look ${at(cem)}`, 'too')
    // What was written before does not concern Cem.
    expect(await counts(cem, thread)).toEqual([2, 1])
    expect(await counts(ann, thread)).toEqual([4, 1])
  })

  it.each([
    ['a reply of somebody else', (): string => 'x', [1, 0], null],
    ['@channel', (): string => '@channel', [1, 1], [1, 1]],
    ['a name', (): string => at(cem), [1, 0], [1, 1]],
    ['@here, which is about who is online', (): string => '@here', [1, 0], null],
    ['a name that is quoted as code', (): string => `\`${at(cem)}\``, [1, 0], null],
  ] as const)('concerns, by %s', async (_, content, author, called) => {
    const thread = await open(ben)
    await say(ben, thread, content())
    expect([await counts(ann, thread), await counts(cem, thread)]).toEqual([author, called])
  })

  it('is followed by whoever an edit calls, from the edited message on', async () => {
    const thread = await open(ben)
    await say(ben, thread, 'one', 'two', 'three')
    await edit(ben, thread, 2, `two ${at(cem)}`)
    expect(await counts(cem, thread)).toEqual([2, 1])
  })

  it('of one commit is unread from the message on that concerns each, whoever else wrote at once', async () => {
    const thread = await open(ben)
    await Promise.all(Array.from({ length: 10 }, (_, i) => say(ben, thread, i === 5 ? at(cem) : 'x')))
    const { messages } = await ben.trpc.messages.list.query({ channelId: thread })
    const number = messages.find(({ content }) => content === at(cem))?.number ?? 0
    expect([await counts(ann, thread), await counts(cem, thread)]).toEqual([
      [10, 0],
      [11 - number, 1],
    ])
  })

  it('is not followed by who is no member above, nor by who has blocked the author', async () => {
    const eve = await node.person('eve')
    await ann.trpc.users.block.mutate({ userId: ben.user.id })
    const thread = await open(ben)
    await say(ben, thread, `${at(eve)} ${at(ann)} @channel`)
    expect([await counts(ann, thread), await counts(cem, thread)]).toEqual([null, [1, 1]])
    await ann.trpc.members.remove.mutate({ channelId, userId: cem.user.id })
    await say(ben, thread, `${at(cem)} @channel`)
    expect(await reasons(cem.trpc.channels.get.query({ channelId: thread }))).toEqual(['NOT_FOUND'])
  })

  it('in a channel of more than 100 calls by @channel those who follow it', async () => {
    const big = await groupOf(ann, ben, cem)
    const crowd = (size: number, name: string) =>
      node.sql(
        `with made as (
           insert into users (username, email, password_hash) select $1 || i, $1 || i || '@example.com', 'x'
           from generate_series(1, $2::int) i returning id
         ) insert into members (channel_id, user_id, revision) select $3, id, 0 from made`,
        name,
        size,
        big,
      )
    await crowd(97, `a${crypto.randomUUID().slice(0, 8)}-`)
    await say(ann, big, 'above')
    const thread = await open(ben, big)
    await say(ben, thread, '@channel')
    expect(await counts(cem, thread)).toEqual([1, 1])
    const followers = async () =>
      (await node.sql('select from members where channel_id = $1 and left_at is null', thread)).length
    expect(await followers()).toBe(100)
    await crowd(1, `b${crypto.randomUUID().slice(0, 8)}-`)
    await say(ben, thread, '@channel')
    expect([await followers(), await counts(cem, thread)]).toEqual([100, [2, 2]])
  })

  it('that somebody has ended following is not followed again by itself, and may be by hand', async () => {
    const thread = await open(ben)
    await say(ben, thread, 'x')
    const stream = follow(ann)
    await stream.hello
    expect((await unfollow(ann, thread)).membership).toBe(null)
    expect(await unfollow(ann, thread)).toMatchObject({ id: thread })
    await vi.waitFor(() => expect(stream.events.at(-1)).toMatchObject({ type: 'left', channelId: thread }), soon)
    await say(ben, thread, `${at(ann)} @channel`)
    await edit(ben, thread, 1, at(ann))
    await open(ann)
    await say(ann, thread, 'I only answer')
    expect(await counts(ann, thread)).toBe(null)
    expect(await ann.trpc.channels.markAllRead.mutate()).toEqual({ channelIds: [] })
    const changes = await ann.trpc.users.changes.query({ since: 0 })
    expect([changes.left, changes.channels.map(({ id }) => id)]).toEqual([[thread], [channelId]])
    // Who looks at it still has its stream.
    const looking = follow(ann, [thread])
    await looking.hello
    await say(ben, thread, 'look')
    await vi.waitFor(() => expect(looking.events.at(-1)).toMatchObject({ message: { content: 'look' } }), soon)
    expect(JSON.stringify(stream.events)).not.toContain('"look"')
    expect((await ann.trpc.channels.follow.mutate({ channelId: thread })).membership).toMatchObject({ unread: 0 })
    await say(ben, thread, `again ${at(ann)}`)
    expect(await counts(ann, thread)).toEqual([1, 1])
    await vi.waitFor(() => expect(JSON.stringify(stream.events)).toContain(`"again ${at(ann)}"`), soon)
    for (const each of [stream, looking]) each.unsubscribe()
  })

  it('may be ended before it has begun, outlives leaving the channel above, and ends its stream', async () => {
    const thread = await open(ben)
    await unfollow(cem, thread)
    await cem.trpc.channels.leave.mutate({ channelId: thread })
    await say(ben, thread, at(cem))
    expect(await counts(cem, thread)).toBe(null)
    const looking = follow(cem, [thread])
    expect(await reasons(looking.hello)).toEqual(['NOT_FOUND'])
    await open(cem)
    const again = follow(cem, [thread])
    await again.hello
    await ann.trpc.members.remove.mutate({ channelId, userId: cem.user.id })
    await say(ben, thread, 'secret')
    await ann.trpc.members.add.mutate({ channelId, userIds: [cem.user.id] })
    await say(ben, thread, at(cem))
    expect(await counts(cem, thread)).toBe(null)
    expect(JSON.stringify(again.events)).not.toContain('secret')
    again.unsubscribe()
  })

  it('alone can be followed', async () => {
    const follows = (id: string) => ben.trpc.channels.follow.mutate({ channelId: id })
    expect(await reasons(follows(channelId), unfollow(ben, channelId), follows(crypto.randomUUID()))).toEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      'NOT_FOUND',
    ])
  })
})
