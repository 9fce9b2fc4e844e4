import type { ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let eve: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
afterAll(() => node.stop())

const openThread = ({ trpc }: Person, channelId: string, number = 1) =>
  trpc.channels.openThread.mutate({ channelId, number })
const openChannel = async () =>
  (await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })).id
const stepsOf = (events: ServerEvent[], channelId: string) =>
  events.flatMap((event) =>
    (event.type === 'message' || event.type === 'member') && event.channelId === channelId
      ? [[event.type, event.after, event.revision]]
      : [],
  )

describe('a thread', () => {
  it('is one channel for everybody, also when all ask at once, and its message shows it from the first reply on', async () => {
    const channelId = await groupOf(ann, ben)
    const [sent] = await say(ann, channelId, 'what do you think?')
    const opened = await Promise.all([ann, ben, ann, ben].map((person) => openThread(person, channelId)))
    const [thread] = opened
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
    expect(thread).toMatchObject({ kind: 'thread', name: null, parent: { channelId, number: 1 }, lastNumber: 0 })
    expect(await ben.trpc.messages.get.query({ channelId, number: 1 })).toEqual(sent)

    const stream = follow(ann)
    await stream.hello
    const [reply] = await say(ben, thread?.id ?? '', 'good')
    const above = await ann.trpc.messages.get.query({ channelId, number: 1 })
    expect(above).toEqual({
      ...sent,
      revision: (sent?.revision ?? 0) + 1,
      thread: { channelId: thread?.id, replies: 1, lastReplyAt: reply?.createdAt, userIds: [ben.user.id] },
    })
    const messages = (id: string) =>
      stream.events.flatMap((e) => (e.type === 'message' && e.channelId === id ? [e.message] : []))
    await vi.waitFor(() => expect(messages(channelId)).toEqual([above]), soon)
    await vi.waitFor(() => expect(messages(thread?.id ?? '')).toEqual([reply]), soon)
    const changes = await ann.trpc.channels.changes.query({ channelId, since: sent?.revision ?? 0 })
    expect(changes.messages).toEqual([above])
    stream.unsubscribe()
  })

  it('is followed by who writes in it: they get it at once, everyone else without a gap', async () => {
    const channelId = await openChannel()
    await say(ann, channelId, 'hello')
    await ben.trpc.channels.join.mutate({ channelId })
    const { id, membership } = await openThread(ben, channelId)
    expect(membership).toBe(null)
    const [bens, looker] = [follow(ben), follow(eve, [id])]
    await Promise.all([bens.hello, looker.hello])
    await say(ben, id, 'me first')
    await vi.waitFor(() => expect(bens.events.some(({ type }) => type === 'joined')).toBe(true), soon)
    await say(ann, id, 'me too')
    const joined = bens.events.find((event) => event.type === 'joined')
    expect(joined?.channel).toMatchObject({ id, membership: { role: 'member', unread: 0 } })
    await vi.waitFor(() => expect(stepsOf(looker.events, id)).toHaveLength(4), soon)
    // Ben, who writes; and Ann, who wrote the message above.
    expect(stepsOf(looker.events, id)).toEqual([
      ['member', 0, 1],
      ['member', 1, 2],
      ['message', 2, 3],
      ['message', 3, 4],
    ])
    await vi.waitFor(
      () => expect(bens.events.some((e) => e.type === 'message' && e.message.content === 'me too')).toBe(true),
      soon,
    )
    expect((await ben.trpc.channels.get.query({ channelId: id })).membership).toMatchObject({ unread: 1 })
    for (const stream of [bens, looker]) stream.unsubscribe()
  })

  it('is read like the channel above it, written in by those who are in that one', async () => {
    const [group, open] = [await groupOf(ann), await openChannel()]
    for (const channelId of [group, open]) await say(ann, channelId, 'hello')
    const [inGroup, inOpen] = [await openThread(ann, group), await openThread(ann, open)]
    for (const { id } of [inGroup, inOpen]) await say(ann, id, 'reply')
    const ways = (channelId: string) => [
      eve.trpc.channels.get.query({ channelId }),
      eve.trpc.channels.changes.query({ channelId, since: 0 }),
      eve.trpc.messages.list.query({ channelId }),
      eve.trpc.messages.get.query({ channelId, number: 1 }),
      eve.trpc.messages.versions.query({ channelId, number: 1 }),
      eve.trpc.messages.pinned.query({ channelId }),
      eve.trpc.members.list.query({ channelId }),
    ]
    expect(await reasons(...ways(inGroup.id), openThread(eve, group))).toEqual(Array(8).fill('NOT_FOUND'))
    expect(await Promise.all([...ways(inOpen.id), openThread(eve, open)])).toHaveLength(8)
    const writing = (channelId: string) => [
      say(eve, channelId, 'x'),
      eve.trpc.messages.react.mutate({ channelId, number: 1, emoji: '👍' }),
      eve.trpc.messages.delete.mutate({ channelId, number: 1 }),
      eve.trpc.channels.join.mutate({ channelId }),
      eve.trpc.channels.typing.mutate({ channelId }),
    ]
    expect(await reasons(...writing(inGroup.id))).toEqual(Array(5).fill('NOT_FOUND'))
    expect(await reasons(...writing(inOpen.id))).toEqual(Array(5).fill('FORBIDDEN'))
    // Whoever manages the parent channel manages the thread.
    await eve.trpc.channels.join.mutate({ channelId: open })
    await say(eve, inOpen.id, 'now')
    expect((await ann.trpc.messages.delete.mutate({ channelId: inOpen.id, number: 2 })).content).toBe('')
  })

  it('has no threads and no people of its own, and none below what was deleted', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'hello', 'gone')
    await ann.trpc.messages.delete.mutate({ channelId, number: 2 })
    const { id } = await openThread(ann, channelId)
    await say(ann, id, 'reply')
    expect(
      await reasons(
        openThread(ann, id),
        openThread(ann, channelId, 2),
        openThread(ann, channelId, 3),
        ann.trpc.members.add.mutate({ channelId: id, userIds: [eve.user.id] }),
        ann.trpc.members.remove.mutate({ channelId: id, userId: ben.user.id }),
        ann.trpc.channels.update.mutate({ channelId: id, name: 'x' }),
      ),
    ).toEqual(['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
  })

  it('streams to those who follow it; where not everybody may read the channel above, to nobody else', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'hello')
    const { id } = await openThread(ann, channelId)
    await expect(follow(ben, [id]).hello).rejects.toMatchObject({ data: { reason: 'NOT_FOUND' } })
    await openThread(ben, channelId)
    const stream = follow(ben, [id])
    await stream.hello
    await expect(follow(eve, [id]).hello).rejects.toMatchObject({ data: { reason: 'NOT_FOUND' } })
    stream.unsubscribe()
  })

  it('never makes who opens it and reads wait for each other', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, ...Array.from({ length: 30 }, (_, i) => `${i}`))
    const began = await node.sql<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        Promise.all([
          openThread(ben, channelId, i + 1),
          ben.trpc.channels.markUnread.mutate({ channelId, number: i + 1 }),
          say(ben, channelId, 'x'),
        ]),
      ),
    )
    const ended = await node.sql('select deadlocks from pg_stat_database where datname = current_database()')
    expect(ended).toEqual(began)
  })

  it('may be left and followed again', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'hello')
    const { id } = await openThread(ben, channelId)
    await ben.trpc.channels.leave.mutate({ channelId: id })
    expect((await ben.trpc.channels.get.query({ channelId: id })).membership).toBe(null)
    expect((await ben.trpc.channels.get.query({ channelId })).membership).not.toBe(null)
    await ben.trpc.channels.leave.mutate({ channelId: id })
    expect((await ben.trpc.channels.join.mutate({ channelId: id })).membership).toMatchObject({ role: 'member' })
  })

  it('ends for who is removed from the channel above, with everything that streamed from it', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'one', 'two', 'three')
    const threads = await Promise.all([1, 2, 3].map((number) => openThread(ben, channelId, number)))
    const stream = follow(ben)
    await stream.hello
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    for (const { id } of threads) await say(ann, id, 'secret')
    const left = () => stream.events.flatMap((event) => (event.type === 'left' ? [event.channelId] : [])).sort()
    await vi.waitFor(() => expect(left()).toEqual([channelId, ...threads.map(({ id }) => id)].sort()), soon)
    const steps = stream.events.flatMap((event) => (event.type === 'left' ? [[event.after, event.revision]] : []))
    expect(
      steps.every(([after, revision], i) => revision === (after ?? 0) + 1 && (i === 0 || after === steps[i - 1]?.[1])),
    ).toBe(true)
    for (const { id } of threads) {
      expect(await reasons(ben.trpc.channels.get.query({ channelId: id }), say(ben, id, 'x'))).toEqual([
        'NOT_FOUND',
        'NOT_FOUND',
      ])
    }
    expect(JSON.stringify(stream.events)).not.toContain('secret')
    stream.unsubscribe()
  })

  it('takes no reply that comes after the removal, whoever is faster', async () => {
    for (let round = 0; round < 5; round++) {
      const channelId = await groupOf(ann, ben)
      await say(ann, channelId, 'hello')
      const { id } = await openThread(ann, channelId)
      const replies = Array.from({ length: 20 }, (_, i) =>
        say(ben, id, `${i}`).then(
          () => true,
          () => false,
        ),
      )
      await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
      const taken = (await Promise.all(replies)).filter(Boolean).length
      const { lastNumber } = await ann.trpc.channels.get.query({ channelId: id })
      expect(lastNumber).toBe(taken)
      const rows = await node.sql(
        'select 1 from members where channel_id = $1 and user_id = $2 and left_at is null',
        id,
        ben.user.id,
      )
      expect(rows).toEqual([])
    }
  })
})
