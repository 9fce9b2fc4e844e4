import { follow, type Person } from '@chime/testing/node'
import { type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

const heard = (stream: ReturnType<typeof follow>) =>
  stream.events.flatMap((event) => (event.type === 'message' ? [event.message.content] : []))

it('who looks at a public channel, joins it and leaves it again goes on seeing what is said in it', async () => {
  const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'looked at' })
  const stream = follow(ben, [channelId])
  await stream.hello
  for (let round = 0; round < 3; round++) {
    await ben.trpc.channels.join.mutate({ channelId })
    await ben.trpc.channels.leave.mutate({ channelId })
    await say(ann, channelId, `round ${round}`)
    await vi.waitFor(() => {
      const hellos = stream.events.flatMap((event) => (event.type === 'hello' ? event.channels : []))
      // It came as an event, or was there already when the stream began anew.
      const last = hellos.at(-1)?.lastNumber ?? 0
      const numbers = stream.events.flatMap((event) => (event.type === 'message' ? [event.message.number] : []))
      expect(Math.max(last, ...numbers)).toBe(3 * (round + 1))
    }, soon)
  }
  await say(ann, channelId, 'the last')
  await vi.waitFor(() => expect(heard(stream)).toContain('the last'), soon)
  stream.unsubscribe()
})
