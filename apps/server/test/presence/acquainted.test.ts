import type { Presence } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, say, soon } from '@chime/testing/one-node'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

// Two nodes on one Redis: what one person hears on the one node of another who is on the other.

let nodes: TwoNodes
beforeAll(async () => {
  nodes = await twoNodes({ RATE_LIMITS: 'off', PEOPLE: 'community' })
})
afterAll(() => nodes.stop())

function watch(by: Person, { user }: Person) {
  const seen: Presence[] = []
  const { unsubscribe } = by.trpc.presence.subscribe.subscribe(
    { userIds: [user.id] },
    { onData: (batch) => seen.push(...batch) },
  )
  return { seen, last: () => seen.at(-1)?.status, unsubscribe }
}

it('presence goes to whom one has chosen a channel with, and ends within two seconds when one chooses otherwise', async () => {
  const [ann, ben, cem] = [
    await nodes.person(nodes.one, 'ann'),
    await nodes.person(nodes.two, 'ben'),
    await nodes.person(nodes.one, 'cem'),
  ]
  const bens = follow(ben)
  await bens.hello
  for (const { trpc } of [ann, ben]) {
    await cem.trpc.members.add.mutate({
      channelId: await groupOf(cem),
      userIds: [(await trpc.auth.me.query()).id],
    })
    const [invitation] = await trpc.members.invitations.query()
    await trpc.members.accept.mutate({ channelId: invitation?.channelId ?? '' })
  }
  const shared = await groupOf(cem, ann, ben)
  const stranger = watch(ann, ben)
  const ofCem = watch(cem, ben)
  await vi.waitFor(() => expect(ofCem.last()).toBe('online'), soon)
  expect(stranger.seen).toEqual([])
  stranger.unsubscribe()

  for (const person of [ann, ben]) await say(person, shared, 'glad to be here')
  const acquaintance = watch(ann, ben)
  await vi.waitFor(() => expect(acquaintance.last()).toBe('online'), soon)
  // Ben goes, and is brought back at once: he has not chosen that.
  await ben.trpc.channels.leave.mutate({ channelId: shared })
  await cem.trpc.members.add.mutate({ channelId: shared, userIds: [ben.user.id] })
  await vi.waitFor(() => expect(acquaintance.last()).toBe('unknown'), soon)
  await ben.trpc.presence.set.mutate({ status: 'busy' })
  await vi.waitFor(() => expect(ofCem.last()).toBe('busy'), soon)
  expect(acquaintance.last()).toBe('unknown')
})

it('who becomes stricter is out of the sight of those with whom they were only brought together', async () => {
  const team = await twoNodes({ RATE_LIMITS: 'off' })
  try {
    const [ann, ben] = [await team.person(team.one, 'ann'), await team.person(team.two, 'ben')]
    await groupOf(ann, ben)
    const bens = follow(ben)
    await bens.hello
    const seen = watch(ann, ben)
    await vi.waitFor(() => expect(seen.last()).toBe('online'), soon)
    await ben.trpc.users.update.mutate({ reachableBy: 'acquaintances' })
    await vi.waitFor(() => expect(seen.last()).toBe('unknown'), soon)
    expect(await ann.trpc.presence.get.query({ userIds: [ben.user.id] })).toEqual([])
    expect(await ben.trpc.presence.get.query({ userIds: [ann.user.id] })).toHaveLength(1)
  } finally {
    await team.stop()
  }
})
