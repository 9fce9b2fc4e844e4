import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
})
afterAll(() => node.stop())

type Sent = { channelId: string; number: number }
/** Sends something into the channel by one door. Called again, it is a retry with the same `clientId`. */
type Door = (ben: Person, channelId: string) => Promise<() => Promise<Sent>>

const doors: Record<string, Door> = {
  'messages.send': async ({ trpc }, channelId) => {
    const input = { channelId, clientId: crypto.randomUUID(), content: 'hello', metadata: { source: 'test' } }
    return () => trpc.messages.send.mutate(input)
  },
  'messages.send in a thread': async (ben, channelId) => {
    const [above] = await say(ann, channelId, 'above')
    const thread = await ben.trpc.channels.openThread.mutate({ channelId, number: above?.number ?? 0 })
    const input = { channelId: thread.id, clientId: crypto.randomUUID(), content: 'a reply' }
    return () => ben.trpc.messages.send.mutate(input)
  },
  'messages.forward': async (ben, channelId) => {
    const from = await groupOf(ben)
    await say(ben, from, 'original')
    const input = { channelId: from, number: 1, toChannelId: channelId, clientId: crypto.randomUUID() }
    return () => ben.trpc.messages.forward.mutate(input)
  },
  'polls.create': async ({ trpc }, channelId) => {
    const input = { channelId, clientId: crypto.randomUUID(), question: 'Tea?', options: ['yes', 'no'] }
    return () => trpc.polls.create.mutate(input)
  },
}

/** Everything that may become of a message after its author has gone. */
async function whatOthersDo({ channelId, number }: Sent, isPoll: boolean) {
  const { trpc } = ann
  const key = { channelId, number }
  await trpc.messages.react.mutate({ ...key, emoji: '👍' })
  await trpc.messages.pin.mutate(key)
  if (isPoll) await trpc.polls.vote.mutate({ ...key, options: [0] })
  const { parent } = await trpc.channels.get.query({ channelId })
  if (parent === null) await say(ann, (await trpc.channels.openThread.mutate(key)).id, 'a secret reply')
}

describe('who has left the channel and tries again with an old clientId', () => {
  it.each(Object.entries(doors))('by %s learns that it was stored, and nothing since', async (name, door) => {
    const ben = await node.person('ben')
    const channelId = await groupOf(ann, ben)
    const attempt = await door(ben, channelId)
    const first = await attempt()
    expect(await attempt()).toEqual(first)
    await ben.trpc.channels.leave.mutate({ channelId })
    const { revision: leaving } = await ann.trpc.channels.get.query({ channelId: first.channelId })
    const left = await attempt()
    expect(left).toMatchObject({ channelId: first.channelId, number: first.number, userId: ben.user.id })
    if (name !== 'messages.forward')
      expect(left).toMatchObject({ content: (first as Sent & { content: string }).content })

    await whatOthersDo(first, name === 'polls.create')
    // Its revision is never newer than their leaving.
    const asLeft = { ...left, revision: expect.toSatisfy((one: number) => one <= leaving) }
    expect(await attempt()).toEqual(asLeft)
    await ann.trpc.messages.delete.mutate({ channelId: first.channelId, number: first.number })
    expect(await attempt()).toEqual(asLeft)
    // And made no second message.
    const { lastNumber } = await ann.trpc.channels.get.query({ channelId: first.channelId })
    const { messages } = await ann.trpc.messages.list.query({ channelId: first.channelId, limit: 100 })
    expect(messages.filter(({ userId, kind }) => userId === ben.user.id && kind === 'user')).toHaveLength(1)
    expect(lastNumber).toBe(messages.length)
  })

  it('by messages.schedule learns only what became of the order', async () => {
    const ben = await node.person('ben')
    const channelId = await groupOf(ann, ben)
    const sendAt = new Date(Date.now() + 1_000).toISOString()
    const input = { channelId, clientId: crypto.randomUUID(), content: 'later', sendAt }
    await ben.trpc.messages.schedule.mutate(input)
    await vi.waitFor(
      async () => expect(await ben.trpc.messages.schedule.mutate(input)).toMatchObject({ state: 'sent' }),
      { timeout: 60_000, interval: 100 },
    )
    await ben.trpc.channels.leave.mutate({ channelId })
    const left = await ben.trpc.messages.schedule.mutate(input)
    const { number } = left
    await whatOthersDo({ channelId, number: number ?? 0 }, false)
    await ann.trpc.messages.delete.mutate({ channelId, number: number ?? 0 })
    expect(await ben.trpc.messages.schedule.mutate(input)).toEqual(left)
  }, 90_000)

  it('by channels.create and polls.vote is refused like somebody who never was there', async () => {
    const ben = await node.person('ben')
    const input = { kind: 'group' as const, name: 'mine', memberIds: [ann.user.id], clientId: crypto.randomUUID() }
    const { id: channelId } = await ben.trpc.channels.create.mutate(input)
    const poll = { channelId, clientId: crypto.randomUUID(), question: 'Tea?', options: ['yes', 'no'] }
    const { number } = await ben.trpc.polls.create.mutate(poll)
    await ben.trpc.channels.leave.mutate({ channelId, successorId: ann.user.id })
    expect((await refusal(ben.trpc.channels.create.mutate(input))).reason).toBe('NOT_FOUND')
    expect((await refusal(ben.trpc.polls.vote.mutate({ channelId, number, options: [0] }))).reason).toBe('NOT_FOUND')
  })

  it('of an open channel gets the message as it is: they may read it there', async () => {
    const ben = await node.person('ben')
    const name = `open ${crypto.randomUUID()}`
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name, memberIds: [ben.user.id] })
    const input = { channelId, clientId: crypto.randomUUID(), content: 'hello' }
    const { number } = await ben.trpc.messages.send.mutate(input)
    await ben.trpc.channels.leave.mutate({ channelId })
    await ann.trpc.messages.react.mutate({ channelId, number, emoji: '👍' })
    await vi.waitFor(async () => expect((await ben.trpc.messages.send.mutate(input)).reactions).toHaveLength(1), soon)
  })
})
