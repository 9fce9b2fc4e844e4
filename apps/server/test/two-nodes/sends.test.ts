import type { EventOf, ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, say } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let nodes: TwoNodes
let ann: Person
let ben: Person
beforeAll(async () => {
  nodes = await twoNodes()
  ;[ann, ben] = [await nodes.person(nodes.one, 'ann'), await nodes.person(nodes.two, 'ben')]
})
afterAll(() => nodes.stop())

const messages = (events: ServerEvent[]) =>
  events.filter((event): event is EventOf<'message'> => event.type === 'message').map(({ message }) => message)

/**
 * The number of the last message of a channel that a stream has told of: message by message, or by a fresh hello after
 * a gap.
 *
 * @throws when it leaves a message out or goes back
 */
function reached(events: ServerEvent[], channelId: string): number {
  let at = 0
  for (const event of events) {
    if (event.type === 'hello') at = event.channels.find((head) => head.channelId === channelId)?.lastNumber ?? 0
    if (event.type !== 'message' || event.channelId !== channelId) continue
    if (event.message.number !== at + 1) throw new Error(`${event.message.number} after ${at}`)
    at = event.message.number
  }
  return at
}
const patient = { timeout: 15_000, interval: 50 }

describe('on two nodes', () => {
  it('a hundred sends at once with one clientId give one message and one answer', async () => {
    const channelId = await groupOf(ann, ben)
    const input = { channelId, clientId: crypto.randomUUID(), content: 'once' }
    const devices = [ann, nodes.connect(nodes.two, ann.token)]
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => devices[i % 2]?.trpc.messages.send.mutate(input)),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect((await ben.trpc.messages.list.query({ channelId })).messages).toEqual([answers[0]])
  })

  it('two people who open a direct conversation with each other at once get one channel', async () => {
    for (let round = 0; round < 5; round++) {
      const [tom, ida] = [await nodes.person(nodes.one, 'tom'), await nodes.person(nodes.two, 'ida')]
      const [his, hers] = await Promise.all([
        tom.trpc.channels.openDirect.mutate({ userId: ida.user.id }),
        ida.trpc.channels.openDirect.mutate({ userId: tom.user.id }),
      ])
      expect(his?.id).toBe(hers?.id)
      expect(await tom.trpc.channels.list.query()).toHaveLength(1)
    }
  })

  it('a thousand messages by twenty people at once get the numbers 1..1000, and reach both in order', {
    timeout: 60_000,
  }, async () => {
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, i) => nodes.person(i % 2 ? nodes.one : nodes.two, 'one-of-twenty')),
    )
    const channelId = await groupOf(ann, ben, ...people)
    const streams = [follow(ann), follow(ben)]
    await Promise.all(streams.map(({ hello }) => hello))
    const sent = await Promise.all(
      people.flatMap((person) =>
        Array.from({ length: 50 }, (_, i) => say(person, channelId, `${person.user.username} ${i}`)),
      ),
    )
    const numbers = sent.flat().map(({ number }) => number)
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1))
    // Each person's messages have numbers in the order in which they were sent.
    for (let from = 0; from < numbers.length; from += 50) {
      const own = numbers.slice(from, from + 50)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
    for (const { events } of streams) await vi.waitFor(() => expect(reached(events, channelId)).toBe(1_000), patient)
    const { lastNumber, counted } = await ann.trpc.channels.get.query({ channelId })
    expect({ lastNumber, counted }).toEqual({ lastNumber: 1_000, counted: 1_000 })
  })

  it('without Redis sends are acknowledged and arrive all the same, and sessions end; with it back all is as before', {
    timeout: 60_000,
  }, async () => {
    const channelId = await groupOf(ann, ben)
    const { events, hello } = follow(ben)
    await hello
    const lost = await nodes.person(nodes.two, 'lost')
    const socket = await openRaw(nodes.two, lost)
    await socket.ask('query', 'auth.me')
    const texts = () => messages(events).map(({ content }) => content)

    await nodes.redis.kill()
    const before = Date.now()
    await say(ann, channelId, 'one', 'two', 'three')
    expect(Date.now() - before).toBeLessThan(3_000)
    await vi.waitFor(() => expect(texts()).toEqual(['one', 'two', 'three']), { timeout: 3_000, interval: 20 })
    const revokedAt = Date.now()
    await nodes.connect(nodes.one, lost.token).trpc.auth.logout.mutate()
    expect(await socket.closed).toBe(4401)
    expect(Date.now() - revokedAt).toBeLessThan(3_000)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: 'left', channelId }), { timeout: 3_000 })

    await nodes.redis.restart()
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    // The event is pushed, or the channel is in a fresh hello. Both tell the client that it is back in the channel.
    const back = (event?: ServerEvent) =>
      (event?.type === 'joined' && event.channel.id === channelId) ||
      (event?.type === 'hello' && event.channels.some((head) => head.channelId === channelId))
    await vi.waitFor(() => expect(back(events.at(-1))).toBe(true), { timeout: 10_000, interval: 20 })
    await say(ann, channelId, 'four')
    await vi.waitFor(() => expect(texts().at(-1)).toBe('four'), { timeout: 10_000, interval: 20 })
  })
})
