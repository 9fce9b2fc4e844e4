import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

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

const membershipOf = async ({ trpc }: Person) => {
  const { membership } = await trpc.channels.get.query({ channelId })
  if (!membership) throw new Error('not a member')
  const { unread, readNumber, readVersion } = membership
  return { unread, readNumber, readVersion }
}
const markRead = (number: number, version?: number) => ben.trpc.channels.markRead.mutate({ channelId, number, version })
const markUnread = (number: number) => ben.trpc.channels.markUnread.mutate({ channelId, number })

describe('unread', () => {
  it('counts what others sent, the same in get and list', async () => {
    expect(await membershipOf(ben)).toMatchObject({ unread: 0, readNumber: 0 })
    await say(ann, channelId, 'one', 'two', 'three')
    expect(await membershipOf(ben)).toMatchObject({ unread: 3, readNumber: 0 })
    const listed = (await ben.trpc.channels.list.query()).find(({ id }) => id === channelId)
    expect(listed?.membership?.unread).toBe(3)
  })

  it('does not count what I sent, and sending moves no marker: what others wrote stays unread', async () => {
    await say(ann, channelId, 'one', 'two')
    expect(await membershipOf(ann)).toMatchObject({ unread: 0, readNumber: 0 })
    await say(ben, channelId, 'I have not seen it')
    expect(await membershipOf(ben)).toMatchObject({ unread: 2, readNumber: 0 })
    expect(await membershipOf(ann)).toMatchObject({ unread: 1, readNumber: 0 })
    await say(ann, channelId, 'three')
    expect(await markRead(2)).toMatchObject({ unread: 1, readNumber: 2 })
    expect(await markUnread(3)).toMatchObject({ unread: 1, readNumber: 2 })
    expect(await markUnread(2)).toMatchObject({ unread: 2, readNumber: 1 })
  })

  it('starts at the head for whoever joins or is added', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Long history' })
    await say(ann, id, 'one', 'two', 'three')
    const { membership } = await ben.trpc.channels.join.mutate({ channelId: id })
    // The marker is at the notice that says that they joined.
    expect(membership).toMatchObject({ unread: 0, readNumber: 4 })
    const eve = await node.person('eve')
    await ann.trpc.members.add.mutate({ channelId: id, userIds: [eve.user.id] })
    expect((await eve.trpc.channels.get.query({ channelId: id })).membership).toMatchObject({
      unread: 0,
      readNumber: 5,
    })
  })

  it('starts at the head for whoever comes back, too', async () => {
    await say(ann, channelId, 'one')
    await ben.trpc.channels.leave.mutate({ channelId })
    await say(ann, channelId, 'two', 'three')
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    // There are two notices besides the messages: left, and added.
    expect(await membershipOf(ben)).toMatchObject({ unread: 0, readNumber: 5 })
    await say(ann, channelId, 'four')
    expect(await membershipOf(ben)).toMatchObject({ unread: 1 })
  })

  it('does not count system notices', async () => {
    await say(ann, channelId, 'one')
    await node.sql(
      `insert into messages (channel_id, number, revision, kind, client_id, content, counted)
       select id, last_number + 1, revision + 1, 'system', gen_random_uuid(), 'renamed', counted from channels where id = $1`,
      channelId,
    )
    await node.sql(
      'update channels set last_number = last_number + 1, revision = revision + 1 where id = $1',
      channelId,
    )
    await say(ann, channelId, 'three')
    expect(await membershipOf(ben)).toMatchObject({ unread: 2 })
    expect(await markRead(2)).toMatchObject({ unread: 1, readNumber: 2 })
    expect(await markUnread(2)).toMatchObject({ unread: 1, readNumber: 1 })
    expect(await markUnread(1)).toMatchObject({ unread: 2, readNumber: 0 })
  })
})

describe('markRead', () => {
  it('moves forward only, to the head at most, and raises the version when it moves', async () => {
    await say(ann, channelId, 'one', 'two', 'three')
    const first = await markRead(2)
    expect(first).toMatchObject({ unread: 1, readNumber: 2 })
    expect(await markRead(1)).toEqual(first)
    expect(await markRead(0)).toEqual(first)
    expect(await markRead(2)).toEqual(first)
    const last = await markRead(Number.MAX_SAFE_INTEGER)
    expect(last).toMatchObject({ unread: 0, readNumber: 3, readVersion: first.readVersion + 1 })
    expect(await membershipOf(ben)).toMatchObject({ unread: 0, readNumber: 3, readVersion: last.readVersion })
  })

  it('at once from several devices ends at the furthest', async () => {
    await say(ann, channelId, ...Array.from({ length: 12 }, String))
    const devices = [ben, node.connect(ben.token), node.connect(ben.token)]
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        devices[i % 3]?.trpc.channels.markRead.mutate({ channelId, number: ((i * 7) % 12) + 1 }),
      ),
    )
    expect(await membershipOf(ben)).toMatchObject({ unread: 0, readNumber: 12 })
  })

  it('together with sending and deleting ends in agreement', async () => {
    const work = Array.from({ length: 10 }, (_, i) => [
      say(ben, channelId, `${i}`),
      say(ann, channelId, `${i}`),
      markRead(i),
      ann.trpc.messages.delete.mutate({ channelId, number: 2 * i + 1 }).catch(() => {}),
    ])
    await Promise.all(work.flat())
    const { unread, readNumber } = await membershipOf(ben)
    const { messages } = await ben.trpc.messages.list.query({ channelId, after: readNumber, limit: 100 })
    const toRead = messages.filter(({ userId, deletedAt }) => userId === ann.user.id && deletedAt === null)
    expect(unread).toBe(toRead.length)
  })

  it('that was decided on an older version changes nothing', async () => {
    await say(ann, channelId, 'one', 'two', 'three')
    const { readVersion } = await markRead(3)
    const unread = await markUnread(2)
    expect(unread.readVersion).toBeGreaterThan(readVersion)
    expect(await markRead(3, readVersion)).toEqual(unread)
    expect(await markRead(3, unread.readVersion)).toMatchObject({ unread: 0, readNumber: 3 })
  })
})

describe('markUnread', () => {
  it('makes a message the first unread one, and raises the version', async () => {
    await say(ann, channelId, 'one', 'two', 'three')
    const { readVersion } = await markRead(3)
    const back = await markUnread(2)
    expect(back).toMatchObject({ unread: 2, readNumber: 1 })
    expect(back.readVersion).toBeGreaterThan(readVersion)
    expect(await markUnread(1)).toMatchObject({ unread: 3, readNumber: 0 })
    await say(ben, channelId, 'an answer')
    expect(await membershipOf(ben)).toMatchObject({ unread: 3, readNumber: 0 })
  })

  it('refuses a message that is not there yet', async () => {
    await say(ann, channelId, 'one')
    expect((await refusal(markUnread(2))).reason).toBe('NOT_FOUND')
    expect(await membershipOf(ben)).toMatchObject({ unread: 1 })
  })

  it('moves nobody else', async () => {
    await say(ann, channelId, 'one')
    await markUnread(1)
    expect(await membershipOf(ann)).toMatchObject({ unread: 0, readNumber: 0 })
  })
})

describe('markers', () => {
  it('belong to members: who only looks on has none', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    await say(ann, id, 'one')
    const refused = await reasons(
      ben.trpc.channels.markRead.mutate({ channelId: id, number: 1 }),
      ben.trpc.channels.markUnread.mutate({ channelId: id, number: 1 }),
    )
    expect(new Set(refused)).toEqual(new Set(['FORBIDDEN']))
  })
})
