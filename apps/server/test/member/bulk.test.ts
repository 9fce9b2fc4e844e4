import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

let crowds = 0
async function crowd(size: number): Promise<string[]> {
  const name = `crowd${++crowds}`
  const rows = await node.sql<{ id: string }>(
    `insert into users (username, email, password_hash)
     select $1 || '-' || i, $1 || '-' || i || '@example.com', 'x' from generate_series(1, $2::int) i returning id`,
    name,
    size,
  )
  return rows.map(({ id }) => id)
}
const membersOf = (channelId: string) =>
  node.sql<{ revision: string; user_id: string; left_at: Date | null }>(
    'select * from members where channel_id = $1 order by revision',
    channelId,
  )

describe('adding many at once', () => {
  it('takes a thousand while others write, whom it holds up for a moment only', async () => {
    const channelId = await groupOf(ann, ben)
    const people = await crowd(1_000)
    const watcher = follow(ben)
    await watcher.hello
    let over = false
    const waits: number[] = []
    const writing = (async () => {
      while (!over) {
        const began = performance.now()
        await say(ann, channelId, 'meanwhile')
        waits.push(performance.now() - began)
      }
    })()
    const { members: added } = await ben.trpc.members.add.mutate({ channelId, userIds: people })
    over = true
    await writing
    expect(added.map(({ userId }) => userId).sort()).toEqual([...people].sort())
    expect(await membersOf(channelId)).toHaveLength(1_002)
    // People are added in ten chunks, so others can send in between, also on a slow machine.
    expect(waits.length).toBeGreaterThan(5)
    const { revision } = await ann.trpc.channels.get.query({ channelId })
    // Whoever was watching got every change: each has one revision, and none is missing.
    const updates = () => watcher.events.filter((event) => event.type === 'member' || event.type === 'message')
    await vi.waitFor(() => expect(updates().at(-1)).toMatchObject({ revision }), soon)
    const revisions = updates().map((event) => ('revision' in event ? event.revision : 0))
    expect(revisions).toEqual(revisions.map((_, i) => (revisions[0] ?? 0) + i))
    watcher.unsubscribe()
  })

  it('gives each of them the channel, with everything read', async () => {
    const cem = await node.person('cem')
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'before')
    const stream = follow(cem)
    await stream.hello
    await ann.trpc.members.add.mutate({ channelId, userIds: [...(await crowd(150)), cem.user.id] })
    await vi.waitFor(() => expect(stream.events.some(({ type }) => type === 'joined')).toBe(true), soon)
    const joined = stream.events.find((event) => event.type === 'joined')
    const channel = await cem.trpc.channels.get.query({ channelId })
    expect(joined?.channel.membership).toEqual(channel.membership)
    expect(joined?.channel).toMatchObject({ lastMessage: { kind: 'system' }, membership: { unread: 0 }, peer: null })
    stream.unsubscribe()
  })

  it('adds nobody when one of them is nobody', async () => {
    const channelId = await groupOf(ann, ben)
    const userIds = [...(await crowd(250)), crypto.randomUUID()]
    expect(await reasons(ann.trpc.members.add.mutate({ channelId, userIds }))).toEqual(['NOT_FOUND'])
    expect(await membersOf(channelId)).toHaveLength(2)
  })

  it('with a new channel makes it whole; a retry adds nobody twice and brings nobody back', async () => {
    const memberIds = await crowd(250)
    const clientId = crypto.randomUUID()
    const create = () => ann.trpc.channels.create.mutate({ kind: 'group', name: 'All of us', memberIds, clientId })
    const { id: channelId, revision } = await create()
    expect(revision).toBe(251)
    expect(await membersOf(channelId)).toHaveLength(251)
    await ann.trpc.members.remove.mutate({ channelId, userId: memberIds[200] ?? '' })
    // As if the first try had failed before the last people were added.
    await node.sql('delete from members where channel_id = $1 and user_id = $2', channelId, memberIds[201])
    expect((await create()).id).toBe(channelId)
    const rows = await membersOf(channelId)
    expect(rows.filter(({ left_at }) => left_at).map(({ user_id }) => user_id)).toEqual([memberIds[200]])
    expect(rows).toHaveLength(251)
  })

  it('of whom some are in it and some were', async () => {
    const channelId = await groupOf(ann, ben)
    const [one = '', two = '', three = ''] = await crowd(3)
    await ann.trpc.members.add.mutate({ channelId, userIds: [one, two] })
    await ann.trpc.members.remove.mutate({ channelId, userId: one })
    await say(ann, channelId, 'x')
    const { members: added } = await ann.trpc.members.add.mutate({ channelId, userIds: [one, two, three, one] })
    expect(added.map(({ userId, leftAt }) => [userId, leftAt]).sort()).toEqual(
      [one, two, three].map((id) => [id, null]).sort(),
    )
    const rows = await node.sql(
      'select read_number::int, read_counted::int from members where channel_id = $1 and user_id = $2',
      channelId,
      one,
    )
    // The marker stands at the end of: added, removed, 'x', added.
    expect(rows).toEqual([{ read_number: 4, read_counted: 1 }])
  })
})
