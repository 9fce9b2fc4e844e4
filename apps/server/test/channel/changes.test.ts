import { limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
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

const changes = (since: number, limit?: number) => ben.trpc.channels.changes.query({ channelId, since, limit })
const head = async () => (await ben.trpc.channels.get.query({ channelId })).revision

describe('what changed in a channel', () => {
  it('since the beginning is every row, ascending by revision, and the channel as it is', async () => {
    await say(ann, channelId, 'one', 'two')
    await ann.trpc.channels.update.mutate({ channelId, name: 'Renamed' })
    const { messages, members, channel, epoch, ...rest } = await changes(0)
    expect(rest).toEqual({ revision: 6, more: false, reset: false })
    expect(members.map(({ revision }) => revision)).toEqual([1, 2])
    expect(messages.map(({ content, revision }) => [content, revision])).toEqual([
      ['one', 3],
      ['two', 4],
      ['Renamed the channel to Renamed', 5],
    ])
    expect(channel).toMatchObject({ name: 'Renamed', revision: 6, lastNumber: 3, counted: 2 })
    expect(epoch).toBe((await ben.trpc.users.changes.query({ since: 0 })).epoch)
  })

  it('since a revision is only what is newer: a message, a change with its notice, who left and who came', async () => {
    await say(ann, channelId, 'old')
    const since = await head()
    await say(ann, channelId, 'new')
    expect(await changes(since)).toMatchObject({ members: [], messages: [{ content: 'new' }], revision: since + 1 })

    await ann.trpc.channels.update.mutate({ channelId, description: 'More' })
    const renamed = await changes(since + 1)
    expect(renamed).toMatchObject({ members: [], channel: { description: 'More' }, revision: since + 3 })
    expect(renamed.messages.map(({ metadata }) => metadata.notice)).toEqual(['described'])

    const cem = await node.person('cem')
    await ann.trpc.members.add.mutate({ channelId, userIds: [cem.user.id] })
    expect((await changes(since + 3)).members).toMatchObject([{ userId: cem.user.id, leftAt: null }])
    await cem.trpc.channels.leave.mutate({ channelId })
    // Cem was added and left since then: there is one row, as it is now, between the notices of the two changes.
    const { members, messages, revision } = await changes(since + 3)
    expect(members).toMatchObject([{ userId: cem.user.id, leftAt: expect.any(String), revision: since + 6 }])
    expect(messages.map((message) => message.revision)).toEqual([since + 4, since + 7])
    expect(revision).toBe(since + 7)
  })

  it('since the head is nothing', async () => {
    const since = await head()
    expect(await changes(since)).toMatchObject({
      messages: [],
      members: [],
      more: false,
      reset: false,
      revision: since,
    })
  })

  it("is not marked by reading: markers are nobody else's business", async () => {
    await say(ann, channelId, 'one')
    const since = await head()
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    expect(await head()).toBe(since)
  })

  it.each([1, 2, 3, 7])('comes in pages of %i that join to the whole, the channel with the last', async (limit) => {
    const cem = await node.person('cem')
    await say(ann, channelId, 'one')
    await ann.trpc.members.add.mutate({ channelId, userIds: [cem.user.id] })
    await say(ann, channelId, 'two', 'three')
    await cem.trpc.channels.leave.mutate({ channelId })
    await ann.trpc.channels.update.mutate({ channelId, name: 'Last' })
    const whole = await changes(0)
    const [messages, members]: [unknown[], unknown[]] = [[], []]
    for (let since = 0, more = true; more; ) {
      const page = await changes(since, limit)
      expect(page.messages.length + page.members.length).toBeLessThanOrEqual(limit)
      for (const { revision } of [...page.messages, ...page.members]) {
        expect(revision).toBeGreaterThan(since)
        expect(revision).toBeLessThanOrEqual(page.revision)
      }
      expect(page.channel).toEqual(page.more ? null : whole.channel)
      messages.push(...page.messages)
      members.push(...page.members)
      ;[since, more] = [page.revision, page.more]
    }
    expect(messages).toEqual(whole.messages)
    expect(members).toEqual(whole.members)
  })

  it('that is too much, or lies in the future, resets: keep the head and list again', async () => {
    const since = await head()
    const devices = Array.from({ length: 5 }, () => node.connect(ann.token))
    const send = (n: number) =>
      Promise.all(Array.from({ length: n }, (_, i) => say(devices[i % 5] ?? ann, channelId, `${i}`)))
    await send(limits.changesMax)
    const most = await changes(since, limits.changesMax)
    expect(most).toMatchObject({ reset: false, more: false, revision: since + limits.changesMax })
    expect(most.messages).toHaveLength(limits.changesMax)
    await send(1)
    const reset = { reset: true, more: false, messages: [], members: [], channel: null }
    const now = since + limits.changesMax + 1
    expect(await changes(since)).toMatchObject({ ...reset, revision: now })
    expect(await changes(since + 1)).toMatchObject({ reset: false, more: true })
    for (const future of [now + 1, Number.MAX_SAFE_INTEGER]) {
      expect(await changes(future)).toMatchObject({ ...reset, revision: now })
    }
  })

  it('many times in few rows is little, and never resets', async () => {
    await node.sql('update channels set revision = revision + 2000 where id = $1', channelId)
    await ann.trpc.channels.update.mutate({ channelId, name: 'After many' })
    const { reset, messages, members, channel } = await changes(0)
    expect({ reset, name: channel?.name }).toEqual({ reset: false, name: 'After many' })
    expect(messages).toHaveLength(1)
    expect(members).toHaveLength(2)
  })

  it('of an open channel may be followed by anybody, of a group by members', async () => {
    const open = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    await say(ann, open.id, 'one')
    const eve = await node.person('eve')
    expect((await eve.trpc.channels.changes.query({ channelId: open.id, since: 0 })).messages).toHaveLength(1)
    const attempt = eve.trpc.channels.changes.query({ channelId, since: 0 })
    expect((await refusal(attempt)).reason).toBe('NOT_FOUND')
  })
})
