import type { ChannelChanges } from '@chime/protocol'
import { limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const count = 520
let node: OneNode
let ann: Person
let channelId: string

beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  const channel = await ann.trpc.channels.create.mutate({ kind: 'group', name: 'long' })
  channelId = channel.id
  await node.sql(
    `insert into messages (channel_id, number, revision, counted, user_id, client_id, content)
     select $1, n, $3::int + n, n, $2, gen_random_uuid(), repeat('長', 8000) from generate_series(1, $4::int) n`,
    channelId,
    ann.user.id,
    channel.revision,
    count,
  )
  await node.sql(
    'update channels set last_number = $2, counted = $2, revision = revision + $2 where id = $1',
    channelId,
    count,
  )
})
afterAll(() => node.stop())

/** Makes the same call so often in one request. */
async function batch(path: string, input: object, times: number) {
  const inputs = Object.fromEntries(Array.from({ length: times }, (_, i) => [i, input]))
  const paths = Array.from({ length: times }, () => path).join(',')
  const url = `${node.url}/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${ann.token}` } })
  const text = await response.text()
  const answers = JSON.parse(text) as { error?: { data: { reason: string } } }[]
  return { bytes: Buffer.byteLength(text), reasons: answers.map(({ error }) => error?.data.reason ?? 'ok') }
}

describe('changes of long messages', () => {
  it('come in pages of about a megabyte, and all of them come', async () => {
    const head = (await ann.trpc.channels.get.query({ channelId })).revision
    let since = head - limits.changesMax
    const numbers: number[] = []
    for (let more = true; more; ) {
      const page: ChannelChanges = await ann.trpc.channels.changes.query({ channelId, since, limit: limits.changesMax })
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1.2 * 1024 * 1024)
      expect(page.revision).toBeGreaterThan(since)
      numbers.push(...page.messages.map(({ number }) => number))
      more = page.more
      since = page.revision
    }
    expect(since).toBe(head)
    expect(numbers).toEqual(Array.from({ length: limits.changesMax }, (_, i) => count - limits.changesMax + 1 + i))
  })

  it('lose no change of a member between them', async () => {
    const head = (await ann.trpc.channels.get.query({ channelId })).revision
    const ben = await node.person('ben')
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    // A page that ends with a long message before the member came must not skip the member.
    const seen: string[] = []
    let since = head - 60
    for (let more = true; more; ) {
      const page: ChannelChanges = await ann.trpc.channels.changes.query({ channelId, since, limit: 500 })
      seen.push(...page.members.map(({ userId }) => userId))
      more = page.more
      since = page.revision
    }
    expect(seen).toContain(ben.user.id)
  })
})

describe('many calls in one request', () => {
  it.each([
    ['channels.changes', () => ({ channelId, since: 40, limit: 500 })],
    ['messages.list', () => ({ channelId, limit: 100 })],
    ['messages.search', () => ({ query: '長', limit: 100 })],
  ])('of %s are answered up to some megabytes, and the rest is refused with its reason', async (path, input) => {
    const { bytes, reasons } = await batch(path, input(), 100)
    expect(new Set(reasons)).toEqual(new Set(['ok', 'TOO_LARGE']))
    expect(bytes).toBeLessThan(20 * 1024 * 1024)
  })

  it('of a small kind are all answered', async () => {
    const { reasons } = await batch('channels.get', { channelId }, 100)
    expect(new Set(reasons)).toEqual(new Set(['ok']))
  })
})

it('a subscription to channels that do not exist makes the bus follow nothing, and costs as much as it asks for', async () => {
  const strict = await oneNode({ RATE_LIMITS: 'on' })
  const eve = await strict.person('eve')
  const socket = await openRaw(strict.url, eve)
  const channelIds = Array.from({ length: 1_000 }, () => crypto.randomUUID())
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => socket.ask('subscription', 'events.subscribe', { channelIds })),
  )
  const reasons = replies.map(({ error }) => error?.data.reason)
  expect(reasons.filter((reason) => reason === 'RATE_LIMITED').length).toBeGreaterThan(10)
  expect(reasons).toContain('NOT_FOUND')
  const others = await strict.person('others')
  expect((await refusal(others.trpc.channels.get.query({ channelId: channelIds[0] ?? '' }))).reason).toBe('NOT_FOUND')
  socket.ws.close()
  await strict.stop()
})
