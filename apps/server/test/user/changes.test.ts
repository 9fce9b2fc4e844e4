import { limits } from '@chime/protocol'
import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
})
beforeEach(async () => {
  ben = await node.person('ben')
})
afterAll(() => node.stop())

const changes = (since: number, limit?: number) => ben.trpc.users.changes.query({ since, limit })
const head = async () => (await changes(0)).revision
/** What has changed since that revision, with the ids of the channels. */
async function what(since: number) {
  const { channels, left, me, more, reset } = await changes(since)
  expect({ more, reset }).toEqual({ more: false, reset: false })
  return { channels: channels.map(({ id }) => id), left, me: me !== null }
}

describe('what changed for me', () => {
  it('is a channel that I was added to, with my side of it', async () => {
    const since = await head()
    const channelId = await groupOf(ann, ben)
    expect(await what(since)).toEqual({ channels: [channelId], left: [], me: false })
    const [summary] = (await changes(since)).channels
    expect(summary).toEqual(await ben.trpc.channels.get.query({ channelId }))
  })

  it('is a channel that I left or was removed from, by id', async () => {
    const [left, removed] = [await groupOf(ann, ben), await groupOf(ann, ben)]
    const since = await head()
    await ben.trpc.channels.leave.mutate({ channelId: left })
    await ann.trpc.members.remove.mutate({ channelId: removed, userId: ben.user.id })
    expect(await what(since)).toEqual({ channels: [], left: [left, removed], me: false })
    await ann.trpc.members.add.mutate({ channelId: left, userIds: [ben.user.id] })
    expect(await what(since)).toEqual({ channels: [left], left: [removed], me: false })
  })

  it('is my marker, forward and back', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'one', 'two')
    const since = await head()
    await ben.trpc.channels.markRead.mutate({ channelId, number: 2 })
    const [read] = (await changes(since)).channels
    expect(read?.membership).toMatchObject({ readNumber: 2, unread: 0 })
    const marked = await head()
    expect(marked).toBe(since + 1)
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    expect(await head()).toBe(marked)
    await ben.trpc.channels.markUnread.mutate({ channelId, number: 1 })
    const [unread] = (await changes(marked)).channels
    expect(unread?.membership).toMatchObject({ readNumber: 0, unread: 2 })
  })

  it('is my profile', async () => {
    const since = await head()
    await ben.trpc.users.update.mutate({ statusText: 'new' })
    expect(await what(since)).toEqual({ channels: [], left: [], me: true })
    expect((await changes(since)).me).toEqual(await ben.trpc.auth.me.query())
  })

  it('is not what happens in my channels, nor what others do', async () => {
    const channelId = await groupOf(ann, ben)
    const since = await head()
    await say(ann, channelId, 'one')
    await say(ben, channelId, 'two')
    await ann.trpc.channels.update.mutate({ channelId, name: 'Renamed' })
    await ann.trpc.channels.markUnread.mutate({ channelId, number: 1 })
    await ann.trpc.users.update.mutate({ statusText: 'mine' })
    expect(await what(since)).toEqual({ channels: [], left: [], me: false })
    expect(await head()).toBe(since)
  })

  it.each([1, 2, 100])('comes in pages of %i that join to the whole, my profile with the last', async (limit) => {
    const ids = [await groupOf(ann, ben), await groupOf(ann, ben), await groupOf(ann, ben)]
    await ben.trpc.users.update.mutate({ statusText: 'new' })
    await ben.trpc.channels.leave.mutate({ channelId: ids[1] ?? '' })
    const [channels, left]: [string[], string[]] = [[], []]
    for (let since = 0, more = true; more; ) {
      const page = await changes(since, limit)
      expect(page.channels.length + page.left.length).toBeLessThanOrEqual(limit)
      expect(page.me !== null).toBe(!page.more)
      expect(page.revision).toBeGreaterThan(since)
      channels.push(...page.channels.map(({ id }) => id))
      left.push(...page.left)
      ;[since, more] = [page.revision, page.more]
    }
    expect({ channels: channels.sort(), left }).toEqual({ channels: [ids[0], ids[2]].sort(), left: [ids[1]] })
  })

  it('that is too much, or lies in the future, resets', async () => {
    const since = await head()
    const join = (n: number) =>
      node.sql(
        `with made as (
           insert into channels (kind, name) select 'group', 'many' from generate_series(1, $2::int) returning id
         ), numbered as (
           select id, row_number() over () as n from made
         ), joined as (
           insert into members (channel_id, user_id, revision, user_revision)
           select numbered.id, users.id, 1, users.revision + n from numbered, users where users.id = $1 returning 1
         )
         update users set revision = revision + $2::int where id = $1`,
        ben.user.id,
        n,
      )
    await join(limits.changesMax)
    expect((await changes(since, limits.changesMax)).channels).toHaveLength(limits.changesMax)
    await join(1)
    const now = since + limits.changesMax + 1
    const reset = { reset: true, more: false, channels: [], left: [], me: null, revision: now }
    expect(await changes(since)).toMatchObject(reset)
    expect(await changes(since + 1)).toMatchObject({ reset: false, more: true })
    for (const future of [now + 1, Number.MAX_SAFE_INTEGER]) expect(await changes(future)).toMatchObject(reset)
  })
})
