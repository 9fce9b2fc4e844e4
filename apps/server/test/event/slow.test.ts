import type { EventOf, ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

const count = 1_500
/** 24 kB of JSON. Many of these are far more than the buffers of the network and of the server hold. */
const content = '夜'.repeat(8_000)

async function flood(channelId: string) {
  const devices = Array.from({ length: 3 }, () => node.connect(ann.token))
  // Few at a time, so that the others wait for the slow socket if for anything, and not for a batch of megabytes.
  for (let sent = 0; sent < count; sent += 30) {
    await Promise.all(Array.from({ length: 30 }, (_, i) => say(devices[i % 3] ?? ann, channelId, content)))
  }
}

it('a socket that stops reading harms nobody, is spared the flood, and then gets a fresh hello to catch up from', async () => {
  // A channel of its own for each try, so that a second one counts from nothing again.
  const channelId = await groupOf(ann, ben)
  const slow = await openRaw(node.url, ben)
  const events = () =>
    slow.replies.flatMap(({ result }) => (result?.type === 'data' ? (result.data as ServerEvent[]) : []))
  const hellos = () => events().filter((event): event is EventOf<'hello'> => event.type === 'hello')
  await slow.ask('subscription', 'events.subscribe', {})
  await vi.waitFor(() => expect(hellos()).toHaveLength(1), soon)
  const reader = follow(node.connect(ben.token))
  await reader.hello
  const others = await node.person('eve')

  slow.ws.pause()
  const before = process.memoryUsage().rss
  const waits: number[] = []
  const flooding = flood(channelId).then(() => 'done')
  while ((await Promise.race([flooding, others.trpc.auth.me.query()])) !== 'done') {
    const at = performance.now()
    await others.trpc.auth.me.query()
    waits.push(performance.now() - at)
  }
  const read = () => reader.events.filter(({ type }) => type === 'message')
  await vi.waitFor(() => expect(read()).toHaveLength(count), { timeout: 30_000 })
  // The flood went through while the slow socket stood still, and so did everybody else's calls. The median, because
  // one call may meet a machine that is busy with other tests.
  expect(waits.sort((a, b) => a - b)[waits.length >> 1]).toBeLessThan(1_000)
  // The reader keeps 36 MB of events in this same process. The slow socket must not add as much again.
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024)

  slow.ws.resume()
  await vi.waitFor(() => expect(hellos()).toHaveLength(2), { timeout: 30_000 })
  const [head] = hellos()[1]?.channels ?? []
  expect(head).toMatchObject({ channelId, lastNumber: count })
  // What it got is in order, with one gap, which the fresh hello announces.
  const got = events().flatMap((event) => (event.type === 'message' ? [event.message.number] : []))
  expect(got).toEqual(Array.from(got, (_, i) => i + 1))
  expect(got.length).toBeLessThan(count)
  const [next] = await say(ann, channelId, 'and on')
  await vi.waitFor(
    () => expect(events().at(-1)).toMatchObject({ type: 'message', after: head?.revision, message: next }),
    soon,
  )
  slow.ws.close()
}, 120_000)
