import type { Message } from '@chime/protocol'
import { limits } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 60_000 })

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
})
beforeEach(async () => {
  ann = await node.person('ann')
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const options = ['red', 'green', 'blue']
const ask = ({ trpc }: Person, multiple = false, clientId = crypto.randomUUID()) =>
  trpc.polls.create.mutate({ channelId, clientId, question: 'Which colour?', options, multiple })
const vote = ({ trpc }: Person, { number }: Pick<Message, 'number'>, ...chosen: number[]) =>
  trpc.polls.vote.mutate({ channelId, number, options: chosen })
const countsOf = ({ poll }: Message) => poll?.options.map(({ count }) => count)

describe('a poll', () => {
  it('is a message whose question is what it says; a retried clientId asks nothing more', async () => {
    const clientId = crypto.randomUUID()
    const poll = await ask(ann, true, clientId)
    expect(poll).toMatchObject({
      content: 'Which colour?',
      userId: ann.user.id,
      poll: { options: options.map((text) => ({ text, count: 0, userIds: [] })), multiple: true, closedAt: null },
    })
    expect(await ask(ann, true, clientId)).toEqual(poll)
    const { messages } = await ben.trpc.messages.list.query({ channelId })
    expect(messages.filter((message) => message.poll)).toEqual([poll])
  })

  it('counts one vote of each, the last; each is a change of the message that everybody hears of', async () => {
    const poll = await ask(ann)
    const reader = follow(ann, [channelId])
    await reader.hello
    const first = await vote(ben, poll, 1)
    expect(first.poll?.options[1]).toEqual({ text: 'green', count: 1, userIds: [ben.user.id] })
    expect(await vote(ben, poll, 1)).toEqual(first)
    expect(countsOf(await vote(ann, poll, 1))).toEqual([0, 2, 0])
    const moved = await vote(ben, poll, 2)
    expect([countsOf(moved), moved.poll?.options[2]?.userIds]).toEqual([[0, 1, 1], [ben.user.id]])
    const back = await vote(ann, poll)
    expect(countsOf(back)).toEqual([0, 0, 1])
    await vi.waitFor(() => {
      const received = reader.events.flatMap((event) => (event.type === 'message' ? [event.message] : []))
      expect(received.at(-1)).toEqual(back)
      expect(received.map(countsOf)).toEqual([
        [0, 1, 0],
        [0, 2, 0],
        [0, 1, 1],
        [0, 0, 1],
      ])
    }, soon)
    const { messages } = await ann.trpc.channels.changes.query({ channelId, since: first.revision })
    expect(messages).toEqual([back])
  })

  it('takes several choices where it says so, else one, and only such as there are', async () => {
    const [one, several] = [await ask(ann), await ask(ann, true)]
    const [plain] = await say(ann, channelId, 'no poll')
    expect(countsOf(await vote(ben, several, 0, 2, 2))).toEqual([1, 0, 1])
    expect(countsOf(await vote(ben, several, 1, 2))).toEqual([0, 1, 1])
    expect(await reasons(vote(ben, one, 0, 1), vote(ben, one, 3), vote(ben, plain ?? one, 0))).toEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      'NOT_FOUND',
    ])
    const same = { channelId, clientId: crypto.randomUUID(), question: 'same?', options: ['a', 'a'] }
    const spaced = { ...same, options: [' a', 'A '] }
    const calls = [same, spaced, { ...same, options: ['a'] }].map((input) => ann.trpc.polls.create.mutate(input))
    expect(await reasons(...calls)).toEqual(['INVALID_INPUT', 'INVALID_INPUT', 'INVALID_INPUT'])
  })

  it('counts exactly, however many vote at once, and names the first of them', async () => {
    const poll = await ask(ann, true)
    const voters = await node.sql<{ id: string }>(
      `insert into users (username, email, password_hash)
       select 'voter-' || i || $1, i || $1 || '@example.com', 'x' from generate_series(1, $2::int) i returning id`,
      channelId.slice(0, 8),
      limits.pollVotersMax,
    )
    // Enough people voted earlier to fill the list of voters of the first option.
    await node.sql(
      `insert into poll_votes (channel_id, number, option, user_id, created_at)
       select $1, $2, 0, id, now() - interval '1 day' from unnest($3::uuid[]) id`,
      channelId,
      poll.number,
      voters.map(({ id }) => id),
    )
    const choices = [[0], [1], [], [0, 1], [2], [0, 2]]
    await Promise.all(
      [...choices, ...choices].flatMap((chosen) => [vote(ann, poll, ...chosen), vote(ben, poll, ...chosen)]),
    )
    await Promise.all([vote(ann, poll, 0, 1), vote(ben, poll, 1)])
    const now = await ann.trpc.messages.get.query({ channelId, number: poll.number })
    const rows = await node.sql<{ option: number; n: number }>(
      'select option, count(*)::int n from poll_votes where channel_id = $1 and number = $2 group by 1 order by 1',
      channelId,
      poll.number,
    )
    expect(rows.map(({ n }) => n)).toEqual([limits.pollVotersMax + 1, 2])
    expect(countsOf(now)).toEqual([limits.pollVotersMax + 1, 2, 0])
    expect(now.poll?.options[0]?.userIds).toHaveLength(limits.pollVotersMax)
    expect(now.poll?.options[0]?.userIds).not.toContain(ann.user.id)
  })

  it('is closed by who asked and by who manages the channel, and takes no votes then; its question stays', async () => {
    const [bens, anns] = [await ask(ben), await ask(ann)]
    const close = ({ trpc }: Person, { number }: Message) => trpc.polls.close.mutate({ channelId, number })
    expect(await reasons(close(ben, anns))).toEqual(['FORBIDDEN'])
    const closed = await close(ben, bens)
    expect(closed.poll?.closedAt).not.toBeNull()
    expect(await close(ann, bens)).toEqual(closed)
    const edit = ben.trpc.messages.edit.mutate({ channelId, number: bens.number, content: 'Which taste?' })
    expect(await reasons(vote(ben, bens, 0), edit)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect((await close(ann, anns)).poll?.closedAt).not.toBeNull()
  })

  it('that is deleted leaves nothing of what was asked and chosen', async () => {
    const poll = await ask(ann)
    await vote(ben, poll, 1)
    const place = { channelId, number: poll.number }
    expect(await ann.trpc.messages.delete.mutate(place)).toMatchObject({ content: '', poll: null })
    expect(await node.sql('select from poll_votes where channel_id = $1', channelId)).toEqual([])
    expect(await reasons(vote(ben, poll, 1), ann.trpc.polls.close.mutate(place))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  })
})
