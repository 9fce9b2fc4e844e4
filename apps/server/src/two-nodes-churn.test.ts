import type { ServerEvent } from '@chime/protocol'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { follow, type Person } from './testing.ts'
import { groupOf, say } from './testing-one-node.ts'
import { type TwoNodes, twoNodes } from './testing-two-nodes.ts'

let nodes: TwoNodes
beforeAll(async () => {
  nodes = await twoNodes()
})
afterAll(() => nodes.stop())

/**
 * What a stream tells, as a client would follow it: where each of my channels stands, and my own stream.
 *
 * @throws when it tells of a channel that is not mine, or leaves something out
 */
function standing(events: ServerEvent[]) {
  const channels = new Map<string, number>()
  let mine = 0
  const step = (known: number | undefined, { after, revision }: { after: number; revision: number }, what: string) => {
    if (known === undefined) throw new Error(`${what}: not mine`)
    if (after > known) throw new Error(`${what}: ${known + 1}..${after} are missing`)
    return Math.max(known, revision)
  }
  for (const [i, event] of events.entries()) {
    const what = `event ${i}, ${event.type}`
    if (event.type === 'hello') {
      channels.clear()
      for (const { channelId, revision } of event.channels) channels.set(channelId, revision)
      mine = event.userRevision
    } else if (event.type === 'message' || event.type === 'member' || event.type === 'channel') {
      channels.set(event.channelId, step(channels.get(event.channelId), event, what))
    } else if (event.type === 'joined' || event.type === 'left' || event.type === 'marker' || event.type === 'me') {
      mine = step(mine, event, what)
      if (event.type === 'joined') channels.set(event.channel.id, event.channel.revision)
      if (event.type === 'left') channels.delete(event.channelId)
    } else if (event.type === 'typing' && !channels.has(event.channelId)) {
      throw new Error(`${what}: not mine`)
    }
  }
  return { channels: Object.fromEntries([...channels].sort()), mine }
}

/** The truth, for somebody who reads it now. */
async function truth({ trpc }: Pick<Person, 'trpc'>) {
  const list = await trpc.channels.list.query()
  const { revision } = await trpc.users.changes.query({ since: 0 })
  return {
    channels: Object.fromEntries(list.map(({ id, revision }) => [id, revision] as const).sort()),
    mine: revision,
  }
}

/** The same numbers in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return Math.floor((state / 2 ** 32) * sides)
  }
}

it('whatever happens at once, every stream tells all of its own channels and nothing of others, without a gap', {
  timeout: 60_000,
}, async () => {
  const host = await nodes.person(nodes.one, 'host')
  const guests = [await nodes.person(nodes.one, 'ben'), await nodes.person(nodes.two, 'cem')]
  const groups = [await groupOf(host), await groupOf(host, ...guests)]
  const open: string[] = []
  for (const name of ['one', 'two']) open.push((await host.trpc.channels.create.mutate({ kind: 'public', name })).id)
  const all = [...groups, ...open]
  const watched = [host, ...guests].flatMap((person) =>
    [nodes.one, nodes.two].map((url) => ({ person, ...follow(nodes.connect(url, person.token)) })),
  )
  await Promise.all(watched.map(({ hello }) => hello))

  const worker = async (seed: number) => {
    const roll = dice(seed)
    const one = <T>(list: T[]) => list[roll(list.length)] as T // never empty
    for (let i = 0; i < 80; i++) {
      const guest = one(guests)
      const who = one([host, ...guests])
      const channelId = one(all)
      const actions = [
        () => say(host, channelId, `host ${seed} ${i}`),
        () => say(guest, channelId, `guest ${seed} ${i}`),
        () => guest.trpc.channels.join.mutate({ channelId: one(open) }),
        () => guest.trpc.channels.leave.mutate({ channelId }),
        () => host.trpc.members.add.mutate({ channelId: one(groups), userIds: guests.map(({ user }) => user.id) }),
        () => host.trpc.members.remove.mutate({ channelId, userId: guest.user.id }),
        () => host.trpc.channels.update.mutate({ channelId, name: `name ${seed} ${i}` }),
        () => who.trpc.channels.markRead.mutate({ channelId, number: roll(20) }),
        () => who.trpc.channels.markUnread.mutate({ channelId, number: 1 + roll(3) }),
        () => who.trpc.users.update.mutate({ statusText: `status ${seed} ${i}` }),
        () => who.trpc.channels.typing.mutate({ channelId }),
      ]
      await one(actions)().catch((error: { data?: { reason?: string } }) => {
        expect(error.data?.reason).toMatch(/^(NOT_FOUND|FORBIDDEN|RATE_LIMITED)$/)
      })
    }
  }
  await Promise.all([1, 2, 3, 4].map(worker))

  for (const { person, events } of watched) {
    const now = await truth(person)
    await vi.waitFor(() => expect(standing(events)).toEqual(now), { timeout: 5_000, interval: 50 })
  }
})
