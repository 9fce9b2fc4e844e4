import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Services } from '@chime/api'
import { createMemoryBus } from '@chime/realtime'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMetrics } from '../../src/metrics.ts'

const token = 'a-token-of-some-length'
let node: OneNode
let guarded: OneNode
let ann: Person
beforeAll(async () => {
  node = await oneNode({ DATABASE_POOL: '3' })
  guarded = await oneNode({ METRICS_TOKEN: token })
  ann = await node.person('ann')
})
afterAll(async () => {
  await node.stop()
  await guarded.stop()
})

/** The values by name and labels, as Prometheus reads them. */
async function read(): Promise<Record<string, number>> {
  const response = await fetch(`${node.url}/metrics`)
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

/** The status for these headers, some of which `fetch` does not allow to be set. */
async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/metrics`, { headers }, async (res) => {
      await text(res)
      resolve(res.statusCode ?? 0)
    })
    asked.once('error', reject).end()
  })
}

describe('metrics', () => {
  it('tell of sockets, streams, calls, sends, commits and the process, and go back when people go', async () => {
    const before = await read()
    const channelId = await groupOf(ann)
    const reader = node.connect(ann.token)
    const { hello, events } = follow(reader)
    await hello
    await say(ann, channelId, 'one', 'two', 'three')
    await vi.waitFor(() => expect(events).toHaveLength(4), soon)
    await ann.trpc.channels.changes.query({ channelId, since: 0 })
    await ann.trpc.channels.get.query({ channelId: crypto.randomUUID() }).catch(() => {})

    const now = await read()
    const grown = (name: string) => (now[name] ?? 0) - (before[name] ?? 0)
    expect(now).toMatchObject({ chime_sockets: 2, chime_streams: 1, chime_bus_healthy: 1, chime_pool_waiting: 0 })
    expect(now.chime_topics).toBeGreaterThanOrEqual(2)
    expect(grown('chime_calls_total{procedure="messages.send",outcome="ok"}')).toBe(3)
    expect(grown('chime_calls_total{procedure="channels.get",outcome="NOT_FOUND"}')).toBe(1)
    expect(grown('chime_send_seconds_count')).toBe(3)
    expect(grown('chime_message_log_appended_total')).toBe(3)
    expect(grown('chime_message_log_batch_messages_sum')).toBe(3)
    expect(grown('chime_message_log_commit_seconds_count')).toBe(grown('chime_message_log_batches_total'))
    expect(grown('chime_client_pulls_total')).toBe(1)
    expect(grown('chime_frames_sent_total')).toBeGreaterThanOrEqual(8)
    expect(grown('chime_bytes_sent_total')).toBeGreaterThan(1_000)
    expect(grown('chime_frames_received_total')).toBeGreaterThanOrEqual(6)
    for (const name of ['gaps', 'tails', 'rows', 'echoes', 'resyncs']) expect(now[`chime_repair_${name}_total`]).toBe(0)
    expect(now.nodejs_eventloop_lag_p99_seconds).toBeGreaterThanOrEqual(0)
    expect(now.nodejs_heap_size_used_bytes).toBeGreaterThan(1_000_000)

    await reader.close()
    await ann.close()
    await vi.waitFor(async () => expect(await read()).toMatchObject({ chime_sockets: 0, chime_streams: 0 }), soon)
    for (const [name, value] of Object.entries(await read())) {
      if (name.startsWith('chime_')) expect(value, name).toBeGreaterThanOrEqual(0)
    }
  })

  it('count what is refused and closed, by code', async () => {
    const closed = (code: number) => `chime_sockets_closed_total{code="${code}"}`
    const before = await read()
    await expect(openRaw(node.url, { headers: { origin: 'https://evil.example' } })).rejects.toThrow('403')
    const socket = await openRaw(node.url, { token: 'nonsense' })
    expect(await socket.closed).toBe(4401)
    const now = await read()
    expect(now.chime_sockets_refused_total).toBe((before.chime_sockets_refused_total ?? 0) + 1)
    expect(now[closed(4401)]).toBe((before[closed(4401)] ?? 0) + 1)
  })

  it('count what the bus does not take', async () => {
    const metrics = createMetrics()
    const bus = metrics.watchBus(createMemoryBus())
    await bus.close()
    const zeros = new Proxy({}, { get: () => 0 })
    const stats = () => zeros
    const others = { db: { pool: zeros }, hub: { stats }, messageLog: { stats }, files: { stats } }
    metrics.watchServices({ ...others, bus } as unknown as Services) // the metrics only read numbers from it
    await expect(bus.publish({ topic: 'user:x', after: null, revision: null, events: '' })).rejects.toThrow()
    const lines = (await metrics.text()).split('\n')
    expect(lines).toContain('chime_bus_publish_failures_total 1')
    expect(lines).toContain('chime_bus_healthy 0')
  })

  it('without a token are for this machine alone', async () => {
    expect(await statusOf(node.url)).toBe(200)
    expect(await statusOf(node.url, { host: 'localhost' })).toBe(200)
    const others: Record<string, string>[] = [
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=127.0.0.1' },
      { host: 'chime.example.com' },
      { host: 'localhost.example.com' },
    ]
    for (const headers of others) expect(await statusOf(node.url, headers)).toBe(403)
  })

  it('with a token are for whoever brings it', async () => {
    expect(await statusOf(guarded.url, { authorization: `Bearer ${token}`, host: 'chime.example.com' })).toBe(200)
    for (const wrong of ['', `Bearer ${token}x`, `Basic ${token}`, token]) {
      expect(await statusOf(guarded.url, { authorization: wrong })).toBe(401)
    }
    expect(await statusOf(guarded.url)).toBe(401)
  })
})
