import type { EventOf, ServerEvent } from '@chime/protocol'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { follow, type Person } from './testing.ts'
import { groupOf, type OneNode, oneNode, say, soon } from './testing-one-node.ts'
import { openRaw } from './testing-raw.ts'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const count = 1_500
/** 24 kB of JSON: together far more than the buffers of the network and of the server take. */
const content = '夜'.repeat(8_000)

async function flood() {
  const devices = Array.from({ length: 3 }, () => node.connect(ann.token))
  // The stock client makes one frame of what is asked in one turn: 25 of these stay under 1 MiB.
  for (let sent = 0; sent < count; sent += 75) {
    await Promise.all(Array.from({ length: 75 }, (_, i) => say(devices[i % 3] ?? ann, channelId, content)))
  }
}

it('a socket that stops reading harms nobody, is spared the flood, and then gets a fresh hello to catch up from', async () => {
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
  let worst = 0
  const flooding = flood().then(() => 'done')
  while ((await Promise.race([flooding, others.trpc.auth.me.query()])) !== 'done') {
    const at = performance.now()
    await others.trpc.auth.me.query()
    worst = Math.max(worst, performance.now() - at)
  }
  const read = () => reader.events.filter(({ type }) => type === 'message')
  await vi.waitFor(() => expect(read()).toHaveLength(count), { timeout: 10_000 })
  expect(worst).toBeLessThan(2_000)
  // The reader keeps 36 MB of events in this very process; the slow socket adds no second flood to that.
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024)

  slow.ws.resume()
  await vi.waitFor(() => expect(hellos()).toHaveLength(2), { timeout: 10_000 })
  const [head] = hellos()[1]?.channels ?? []
  expect(head).toMatchObject({ channelId, lastNumber: count })
  // What it got before and after is in order, with one hole that hello tells of.
  const got = events().flatMap((event) => (event.type === 'message' ? [event.message.number] : []))
  expect(got).toEqual(Array.from(got, (_, i) => i + 1))
  expect(got.length).toBeLessThan(count)
  const [next] = await say(ann, channelId, 'and on')
  await vi.waitFor(
    () => expect(events().at(-1)).toMatchObject({ type: 'message', after: head?.revision, message: next }),
    soon,
  )
  slow.ws.close()
}, 60_000)
