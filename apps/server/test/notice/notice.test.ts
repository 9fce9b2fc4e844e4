import { noticeOf, type ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const timeline = async (id = channelId) => (await ann.trpc.messages.list.query({ channelId: id, limit: 100 })).messages
/** The notices of the channel: who did what. */
const noticesOf = async (id = channelId) =>
  (await timeline(id)).flatMap((message) => {
    const notice = noticeOf(message)
    return notice ? [[message.userId, notice] as const] : []
  })
const add = (...people: Person[]) =>
  ann.trpc.members.add.mutate({ channelId, userIds: people.map(({ user }) => user.id) })
const steps = (events: readonly ServerEvent[], id = channelId) =>
  events.flatMap((event) =>
    'revision' in event && 'channelId' in event && event.channelId === id && !['left', 'marker'].includes(event.type)
      ? [event]
      : [],
  )

describe('a notice', () => {
  it('tells who came, went, was added and removed', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Square' })
    expect(await noticesOf(id)).toEqual([])
    await ben.trpc.channels.join.mutate({ channelId: id })
    await ben.trpc.channels.join.mutate({ channelId: id })
    await ann.trpc.members.add.mutate({ channelId: id, userIds: [ben.user.id, cem.user.id] })
    await ann.trpc.members.remove.mutate({ channelId: id, userId: cem.user.id })
    await ben.trpc.channels.leave.mutate({ channelId: id })
    const about = { userIds: [cem.user.id], count: 1 }
    expect(await noticesOf(id)).toEqual([
      [ben.user.id, { notice: 'joined' }],
      [ann.user.id, { notice: 'added', ...about }],
      [ann.user.id, { notice: 'removed', ...about }],
      [ben.user.id, { notice: 'left' }],
    ])
  })

  it('names the first of many, and how many they are', async () => {
    const rows = await node.sql<{ id: string }>(
      `insert into users (username, email, password_hash)
       select 'many-' || i, 'many-' || i || '@example.com', 'x' from generate_series(1, 30) i returning id`,
    )
    await ann.trpc.members.add.mutate({ channelId, userIds: rows.map(({ id }) => id) })
    const [[, notice] = []] = await noticesOf()
    const first = rows
      .map(({ id }) => id)
      .sort()
      .slice(0, 10)
    expect(notice).toEqual({ notice: 'added', userIds: first, count: 30 })
    expect((await timeline())[0]?.content).toBe('Added 30 people to the channel')
  })

  it('tells of each thing that is changed, once', async () => {
    const update = (fields: object) => ben.trpc.channels.update.mutate({ channelId, ...fields })
    await update({ name: 'Plans', description: 'What is next' })
    await update({ name: 'Plans', description: 'What is next' })
    await update({ description: null })
    await ann.trpc.channels.update.mutate({ channelId, slowModeSeconds: 30 })
    await ann.trpc.members.setRole.mutate({ channelId, userId: ben.user.id, role: 'admin' })
    await ann.trpc.channels.archive.mutate({ channelId })
    await ann.trpc.channels.unarchive.mutate({ channelId })
    expect(await noticesOf()).toEqual([
      [ben.user.id, { notice: 'renamed', name: 'Plans' }],
      [ben.user.id, { notice: 'described', description: 'What is next' }],
      [ben.user.id, { notice: 'described', description: '' }],
      [ann.user.id, { notice: 'slowed', seconds: 30 }],
      [ann.user.id, { notice: 'role', userIds: [ben.user.id], count: 1, role: 'admin' }],
      [ann.user.id, { notice: 'archived' }],
      [ann.user.id, { notice: 'unarchived' }],
    ])
  })

  it('of a long description is cut where no character breaks', async () => {
    const description = `${'x'.repeat(511)}😀 and more`
    await ann.trpc.channels.update.mutate({ channelId, description })
    expect((await noticesOf())[0]?.[1]).toEqual({ notice: 'described', description: 'x'.repeat(511) })
  })

  it('is none in a direct conversation, in a thread, and in an announcement channel of who comes and goes', async () => {
    const direct = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    await say(ann, channelId, 'below this')
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    await ben.trpc.channels.join.mutate({ channelId: thread.id })
    await ben.trpc.channels.leave.mutate({ channelId: thread.id })
    const news = await ann.trpc.channels.create.mutate({ kind: 'announcement', name: 'News' })
    await ben.trpc.channels.join.mutate({ channelId: news.id })
    await ben.trpc.channels.leave.mutate({ channelId: news.id })
    await ann.trpc.members.add.mutate({ channelId: news.id, userIds: [cem.user.id] })
    for (const id of [direct.id, thread.id, news.id]) expect(await timeline(id)).toEqual([])
    await ann.trpc.channels.update.mutate({ channelId: news.id, name: 'More news' })
    expect(await noticesOf(news.id)).toEqual([[ann.user.id, { notice: 'renamed', name: 'More news' }]])
  })

  it('leaves everything read for whoever had read everything, and takes a number', async () => {
    await say(ann, channelId, 'one')
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    await add(cem)
    const { counted, lastNumber, lastMessage, membership } = await ben.trpc.channels.get.query({ channelId })
    expect({ counted, lastNumber }).toEqual({ counted: 1, lastNumber: 2 })
    expect(lastMessage).toMatchObject({ kind: 'system', number: 2 })
    expect(membership).toMatchObject({ unread: 0, readNumber: 1 })
    expect((await cem.trpc.channels.get.query({ channelId })).membership).toMatchObject({ unread: 0, readNumber: 2 })
    await say(ann, channelId, 'three')
    expect((await ben.trpc.channels.get.query({ channelId })).membership?.unread).toBe(1)
  })

  it('takes no edit, deletion, reaction or pin, and no thread, from nobody', async () => {
    await add(cem)
    const place = { channelId, number: 1 }
    const { messages } = ann.trpc
    const refused = await reasons(
      messages.edit.mutate({ ...place, content: 'never' }),
      messages.delete.mutate(place),
      messages.react.mutate({ ...place, emoji: '👍' }),
      messages.unreact.mutate({ ...place, emoji: '👍' }),
      messages.pin.mutate(place),
      ann.trpc.channels.openThread.mutate(place),
    )
    expect(refused).toEqual(refused.map(() => 'FORBIDDEN'))
    expect((await timeline())[0]).toMatchObject({ kind: 'system', pinned: false, reactions: [], deletedAt: null })
  })
})

describe('on a stream', () => {
  it('notices come with what they tell of, in order and without a gap', async () => {
    const stream = follow(ben)
    await stream.hello
    await add(cem)
    await ann.trpc.channels.update.mutate({ channelId, name: 'Plans', description: 'More' })
    await ann.trpc.members.setRole.mutate({ channelId, userId: cem.user.id, role: 'admin' })
    await cem.trpc.channels.leave.mutate({ channelId })
    const { revision } = await ann.trpc.channels.get.query({ channelId })
    await vi.waitFor(() => expect(steps(stream.events).at(-1)?.revision).toBe(revision), soon)
    const seen = steps(stream.events)
    expect(seen.map(({ type }) => type)).toEqual([
      ...['message', 'member'],
      ...['message', 'message', 'channel'],
      ...['member', 'message'],
      ...['member', 'message'],
    ])
    expect(seen.map(({ after }) => after)).toEqual(seen.map(({ revision }) => revision - 1))
    expect(seen.map(({ revision: r }) => r)).toEqual(seen.map((_, i) => revision - seen.length + 1 + i))
    stream.unsubscribe()
  })

  it('whoever comes gets the channel with the notice of it as its last message', async () => {
    const stream = follow(cem)
    await stream.hello
    await add(cem)
    await vi.waitFor(() => expect(stream.events.some(({ type }) => type === 'joined')).toBe(true), soon)
    const joined = stream.events.find((event) => event.type === 'joined')
    expect(joined?.channel).toEqual(await cem.trpc.channels.get.query({ channelId }))
    expect(joined?.channel.lastMessage).toMatchObject({ kind: 'system', number: 1 })
    stream.unsubscribe()
  })

  it('whoever is removed or leaves hears nothing of it but that they have left', async () => {
    await add(cem)
    const streams = [follow(ben), follow(cem)]
    for (const { hello } of streams) await hello
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await cem.trpc.channels.leave.mutate({ channelId })
    await say(ann, channelId, 'alone')
    // This event comes after all others on the same sockets.
    await groupOf(ann, ben, cem)
    for (const { events } of streams)
      await vi.waitFor(() => expect(events.some(({ type }) => type === 'joined')).toBe(true), soon)
    expect(steps(streams[0]?.events ?? [])).toEqual([])
    // Cem still got what came before he left: that ben was removed.
    expect(steps(streams[1]?.events ?? []).map(({ type }) => type)).toEqual(['member', 'message'])
    for (const { events, unsubscribe } of streams) {
      expect(events.filter(({ type }) => type === 'left')).toHaveLength(1)
      unsubscribe()
    }
  })

  it('whoever was away catches up on them as on messages', async () => {
    const { revision } = await ben.trpc.channels.get.query({ channelId })
    await add(cem)
    await ann.trpc.channels.update.mutate({ channelId, name: 'Plans' })
    const { messages, members, channel } = await ben.trpc.channels.changes.query({ channelId, since: revision })
    expect(messages).toEqual(await timeline())
    expect(members.map(({ userId }) => userId)).toEqual([cem.user.id])
    expect(channel).toMatchObject({ name: 'Plans', lastNumber: 2, counted: 0 })
  })
})

describe('many at once', () => {
  it('leave numbers and revisions dense', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Busy' })
    const people = [ben, cem, await node.person(), await node.person()]
    await Promise.all(
      people.flatMap((person, i) => [
        person.trpc.channels.join.mutate({ channelId: id }).then(() => say(person, id, 'hello')),
        say(ann, id, `${i}`),
        ann.trpc.channels.update.mutate({ channelId: id, name: `Busy ${i}` }),
      ]),
    )
    await Promise.all(people.map(({ trpc }) => trpc.channels.leave.mutate({ channelId: id })))
    const messages = await timeline(id)
    expect(messages.map(({ number }) => number)).toEqual(messages.map((_, i) => i + 1))
    expect(messages.filter(({ kind }) => kind === 'system')).toHaveLength(12)
    const { counted, lastNumber, revision } = await ann.trpc.channels.get.query({ channelId: id })
    expect({ counted, lastNumber }).toEqual({ counted: 8, lastNumber: 20 })
    // Twenty messages, four people who joined and left, four names, and the creator.
    expect(revision).toBe(20 + 8 + 4 + 1)
    // Their times are in the same order as their numbers.
    const times = messages.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort())
  })
})
