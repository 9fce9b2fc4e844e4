import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

/** The channels that the hello of a new stream lists. */
async function listed(person: Person, channelIds?: string[]) {
  const stream = follow(person, channelIds)
  await stream.hello
  stream.unsubscribe()
  const [hello] = stream.events
  if (hello?.type !== 'hello') throw new Error('a stream begins with hello')
  return hello.channels.map(({ channelId }) => channelId).sort()
}

it('hello lists a thread that I follow only while something is unread in it, and its stream is followed all the same', async () => {
  const channelId = await groupOf(ann, ben)
  await say(ann, channelId, 'one', 'two')
  const [read, unread] = await Promise.all(
    [1, 2].map(async (number) => (await ben.trpc.channels.openThread.mutate({ channelId, number })).id),
  )
  if (!read || !unread) throw new Error('there are two')
  await say(ann, unread, 'a reply')
  expect(await listed(ben)).toEqual([channelId, unread].sort())
  expect(await listed(ben, [read, unread])).toEqual([read, unread].sort())
  await ben.trpc.channels.markRead.mutate({ channelId: unread, number: 1 })
  expect(await listed(ben)).toEqual([channelId])

  const stream = follow(ben)
  await stream.hello
  const { revision } = await ben.trpc.channels.get.query({ channelId: read })
  await say(ann, read, 'the first here')
  const message = () => stream.events.find((event) => event.type === 'message' && event.channelId === read)
  await vi.waitFor(() => expect(message()).toMatchObject({ message: { content: 'the first here' } }), soon)
  const steps = stream.events.flatMap((event) => ('channelId' in event && event.channelId === read ? [event] : []))
  expect(steps[0]).toMatchObject({ after: revision })
  stream.unsubscribe()
})
