import type { ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let nodes: TwoNodes
let ann: Person
let ben: Person
beforeAll(async () => {
  nodes = await twoNodes({ RATE_LIMITS: 'off' })
  ;[ann, ben] = [await nodes.person(nodes.one, 'ann'), await nodes.person(nodes.two, 'ben')]
})
afterAll(() => nodes.stop())

it('what is mine alone reaches my devices on every node also while Redis is away, and nobody else', async () => {
  const channelId = await groupOf(ann, ben)
  const devices = [follow(ann), follow(nodes.connect(nodes.two, ann.token))]
  const bens = follow(ben)
  await Promise.all([...devices.map(({ hello }) => hello), bens.hello])
  await nodes.redis.kill()

  const draft = await ann.trpc.channels.setDraft.mutate({ channelId, content: 'begun' })
  await ann.trpc.users.block.mutate({ userId: ben.user.id })
  await ann.trpc.channels.setNotify.mutate({ channelId, notify: 'mentions' })
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const scheduled = await ann.trpc.messages.schedule.mutate({ channelId, content: 'later', sendAt: inAnHour })
  const own = {
    draft: { draft },
    block: { userId: ben.user.id, blocked: true },
    notify: { notify: 'mentions' },
    scheduled: { scheduled },
  }
  const isOwn = ({ type }: ServerEvent) => type in own
  for (const { events } of devices) {
    await vi.waitFor(
      () => {
        const last = new Map(events.filter(isOwn).map((event) => [event.type as keyof typeof own, event]))
        for (const [type, expected] of Object.entries(own)) {
          expect(last.get(type as keyof typeof own)).toMatchObject(expected) // the map has the keys of `own`
        }
      },
      { timeout: 10_000, interval: 20 },
    )
  }
  expect(bens.events.some(isOwn)).toBe(false)
})
