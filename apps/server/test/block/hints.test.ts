import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'

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
  await say(cem, channelId, 'one')
})
afterAll(() => node.stop())

it('a block ends receipts and typing between the two, both ways and in threads, and for nobody else', async () => {
  const { id: thread } = await cem.trpc.channels.openThread.mutate({ channelId, number: 1 })
  for (const { trpc } of [ann, ben]) await trpc.channels.follow.mutate({ channelId: thread })
  const streams = [ann, ben, cem].map((person) => follow(person))
  await Promise.all(streams.map(({ hello }) => hello))
  await ann.trpc.users.block.mutate({ userId: ben.user.id })
  for (const { trpc } of [ann, ben]) {
    await trpc.channels.markRead.mutate({ channelId, number: 1 })
    await trpc.channels.typing.mutate({ channelId })
    await trpc.channels.typing.mutate({ channelId: thread })
  }
  await cem.trpc.channels.typing.mutate({ channelId: thread })
  const hints = (i: number) =>
    (streams[i]?.events ?? []).flatMap((event) =>
      event.type === 'typing' || event.type === 'receipt' ? [`${event.type} ${event.userId}`] : [],
    )
  const all = [ann, ben].flatMap(({ user }) => ['receipt', 'typing', 'typing'].map((type) => `${type} ${user.id}`))
  await vi.waitFor(() => expect(hints(2).sort()).toEqual(all.sort()), soon)
  for (const i of [0, 1]) await vi.waitFor(() => expect(hints(i)).toEqual([`typing ${cem.user.id}`]), soon)
  const read = async ({ trpc }: Person) =>
    (await trpc.channels.receipts.query({ channelId })).map(({ userId }) => userId)
  expect([await read(ann), await read(ben)]).toEqual([[cem.user.id], [cem.user.id]])
  expect((await read(cem)).sort()).toEqual([ann.user.id, ben.user.id].sort())
  for (const stream of streams) stream.unsubscribe()
})

it('in a thread of a conversation between the two, typing is refused as in the conversation', async () => {
  const { id: direct } = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
  await say(ann, direct, 'hello')
  const { id: thread } = await ben.trpc.channels.openThread.mutate({ channelId: direct, number: 1 })
  await ann.trpc.users.block.mutate({ userId: ben.user.id })
  const typing = ({ trpc }: Person, id: string) => trpc.channels.typing.mutate({ channelId: id })
  expect(await reasons(typing(ben, thread), typing(ann, thread), typing(ben, direct))).toEqual(
    Array(3).fill('FORBIDDEN'),
  )
})
