import type { Presence } from '@chime/protocol'
import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

/** Three connected people: two who share a group, and one who shares no channel with them. */
async function three() {
  const [ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
  const channelId = await groupOf(ann, ben)
  await Promise.all([ann, ben, eve].map(({ trpc }) => trpc.auth.me.query()))
  return { ann, ben, eve, channelId }
}
const statuses = async ({ trpc }: Person, ...people: Person[]) =>
  (await trpc.presence.get.query({ userIds: people.map(({ user }) => user.id) })).map(({ status }) => status)

function watch({ trpc }: Person, ...people: Person[]) {
  const seen: Presence[] = []
  const userIds = people.map(({ user }) => user.id)
  const { unsubscribe } = trpc.presence.subscribe.subscribe({ userIds }, { onData: (batch) => seen.push(...batch) })
  const of = ({ user }: Person) => seen.filter(({ userId }) => userId === user.id).map(({ status }) => status)
  return { seen, of, unsubscribe }
}

describe('presence', () => {
  it('is told of people one shares a channel with, and of nobody else', async () => {
    const { ann, ben, eve } = await three()
    const answer = await ann.trpc.presence.get.query({
      userIds: [eve.user.id, ben.user.id, crypto.randomUUID(), ann.user.id, ben.user.id],
    })
    expect(answer).toEqual([
      { userId: ben.user.id, status: 'online', lastSeenAt: null },
      { userId: ann.user.id, status: 'online', lastSeenAt: null },
    ])
    expect(await statuses(eve, ann, ben)).toEqual([])
  })

  it('ends with the last channel that is shared', async () => {
    const { ann, ben, channelId } = await three()
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await statuses(ben, ann)).toEqual([])
    expect(await statuses(ann, ben)).toEqual([])
  })

  it('shows what was chosen, and invisible as offline', async () => {
    const { ann, ben } = await three()
    for (const status of ['away', 'busy', 'online'] as const) {
      expect(await ben.trpc.presence.set.mutate({ status })).toMatchObject({ userId: ben.user.id, status })
      expect(await statuses(ann, ben)).toEqual([status])
    }
    expect((await ben.trpc.presence.set.mutate({ status: 'invisible' })).status).toBe('offline')
    expect(await statuses(ann, ben)).toEqual(['offline'])
  })

  it('comes to a subscriber as a snapshot first, then as it changes; not that of strangers', async () => {
    const { ann, ben, eve } = await three()
    const seen = watch(ann, ben, eve)
    await vi.waitFor(() => expect(seen.of(ben)).toEqual(['online']), soon)
    await eve.trpc.presence.set.mutate({ status: 'busy' })
    await ben.trpc.presence.set.mutate({ status: 'away' })
    await vi.waitFor(() => expect(seen.of(ben)).toEqual(['online', 'away']), soon)
    await ben.trpc.presence.set.mutate({ status: 'invisible' })
    await vi.waitFor(() => expect(seen.of(ben)).toEqual(['online', 'away', 'offline']), soon)
    expect(seen.of(eve)).toEqual([])
    seen.unsubscribe()
  })

  it('goes offline some seconds after the last connection, with the time; a reload does not blink', {
    timeout: 20_000,
  }, async () => {
    const { ann, ben } = await three()
    const seen = watch(ann, ben)
    await vi.waitFor(() => expect(seen.of(ben)).toEqual(['online']), soon)
    const phone = await openRaw(node.url, ben)
    await phone.ask('query', 'auth.me')
    await ben.close()
    phone.ws.close()
    await phone.closed
    const reloaded = node.connect(ben.token)
    await reloaded.trpc.auth.me.query()
    const leftAt = Date.now()
    await reloaded.close()
    await vi.waitFor(() => expect(seen.of(ben)).toEqual(['online', 'offline']), { timeout: 10_000, interval: 20 })
    // If the reload had counted as leaving, this would have come sooner.
    expect(Date.now() - leftAt).toBeGreaterThan(3_000)
    const [now] = await ann.trpc.presence.get.query({ userIds: [ben.user.id] })
    expect(now).toMatchObject({ status: 'offline', lastSeenAt: expect.any(String) })
    expect(Math.abs(Date.parse(now?.lastSeenAt ?? '') - Date.now())).toBeLessThan(15_000)
    seen.unsubscribe()
  })

  it('of somebody who never came is offline, last seen when they registered', async () => {
    const { ann } = await three()
    const shy = await node.person('shy')
    await groupOf(ann, shy)
    const [now] = await ann.trpc.presence.get.query({ userIds: [shy.user.id] })
    expect(now?.status).toBe('offline')
    expect(Math.abs(Date.parse(now?.lastSeenAt ?? '') - Date.now())).toBeLessThan(15_000)
  })
})
