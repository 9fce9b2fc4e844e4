import { follow } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let nodes: TwoNodes
beforeAll(async () => {
  nodes = await twoNodes({ RATE_LIMITS: 'off' })
})
afterAll(() => nodes.stop())

it('a changed profile reaches those who share a channel, on another node and without Redis, and nobody else', async () => {
  const [ann, ben, eva] = [
    await nodes.person(nodes.one, 'ann'),
    await nodes.person(nodes.two, 'ben'),
    await nodes.person(nodes.two, 'eva'),
  ]
  await groupOf(ann, ben)
  const [bens, evas] = [follow(ben), follow(eva)]
  await Promise.all([bens.hello, evas.hello])
  await nodes.redis.kill()

  const { revision } = await ann.trpc.users.update.mutate({ statusText: 'away from Redis' })
  const heard = () => bens.events.flatMap((event) => (event.type === 'user' ? [event.user] : []))
  await vi.waitFor(() => expect(heard().at(-1)?.statusText).toBe('away from Redis'), { timeout: 5_000, interval: 20 })
  expect(heard().at(-1)).toMatchObject({ id: ann.user.id, revision })

  // Each change is reported once, although the profiles are compared again and again.
  await ann.trpc.users.update.mutate({ statusText: 'still away' })
  await vi.waitFor(() => expect(heard().at(-1)?.statusText).toBe('still away'), { timeout: 5_000, interval: 20 })
  expect(heard()).toHaveLength(2)
  expect(evas.events.some((event) => event.type === 'user')).toBe(false)
})
