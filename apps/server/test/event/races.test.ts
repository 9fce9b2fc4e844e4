import type { EventOf, ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

const texts = (events: ServerEvent[]) =>
  events.filter((event): event is EventOf<'message'> => event.type === 'message').map(({ message }) => message.content)
const ids = ({ user }: Person) => [user.id]

/** Enough rounds to hit the moment between two reads of a subscription. */
const rounds = 40

describe('a subscription that is opened', () => {
  it('while I am added to channels hears them, whichever comes first', async () => {
    for (let round = 0; round < rounds / 2; round++) {
      const channelIds = await Promise.all(Array.from({ length: 8 }, () => groupOf(ann)))
      const client = node.connect(ben.token)
      await client.trpc.auth.me.query()
      const stream = follow(client)
      const added = channelIds.map((channelId) => ann.trpc.members.add.mutate({ channelId, userIds: ids(ben) }))
      await Promise.all([stream.hello, ...added])
      await Promise.all(channelIds.map((channelId) => say(ann, channelId, `heard in ${channelId}`)))
      const expected = channelIds.map((channelId) => `heard in ${channelId}`).sort()
      await vi.waitFor(() => expect(texts(stream.events).sort()).toEqual(expected), soon)
      await client.close()
    }
  })

  it('while I am removed from a channel hears nothing of it afterwards', async () => {
    const open = await groupOf(ann, ben)
    for (let round = 0; round < rounds; round++) {
      const channelId = await groupOf(ann, ben)
      const client = node.connect(ben.token)
      await client.trpc.auth.me.query()
      const stream = follow(client)
      await Promise.all([stream.hello, ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })])
      await say(ann, channelId, 'secret')
      await say(ann, open, `fence ${round}`)
      await vi.waitFor(() => expect(texts(stream.events)).toContain(`fence ${round}`), soon)
      expect(texts(stream.events)).not.toContain('secret')
      await client.close()
    }
  })

  it('while messages are sent tells each of them, in hello or after it', async () => {
    const channelId = await groupOf(ann, ben)
    const sending = say(ann, channelId, ...Array.from({ length: rounds * 4 }, (_, i) => `${i + 1}`))
    const streams = []
    while (streams.length < 15) {
      const stream = follow(ben, [channelId])
      await stream.hello
      streams.push(stream.events)
    }
    await sending
    for (const events of streams) {
      const [hello] = events
      if (hello?.type !== 'hello') throw new Error('no hello')
      const from = hello.channels[0]?.lastNumber ?? 0
      const rest = Array.from({ length: rounds * 4 - from }, (_, i) => `${from + i + 1}`)
      await vi.waitFor(() => expect(texts(events)).toEqual(rest), soon)
    }
  })
})
