import type { ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, say } from '@chime/testing/one-node'
import { seeded } from '@chime/testing/random'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let nodes: TwoNodes
beforeAll(async () => {
  nodes = await twoNodes()
})
afterAll(() => nodes.stop())

/**
 * Follows a stream as a client would.
 *
 * @returns the revisions that it has reached in each of the person's channels, and in the person's user stream
 * @throws when it tells of a channel that is not the person's, or leaves something out
 */
function revisionsReached(events: ServerEvent[]) {
  const channels = new Map<string, number>()
  let userRevision = 0
  const step = (known: number | undefined, { after, revision }: { after: number; revision: number }, what: string) => {
    if (known === undefined) throw new Error(`${what}: not the person's`)
    if (after > known) throw new Error(`${what}: ${known + 1}..${after} are missing`)
    return Math.max(known, revision)
  }
  for (const [i, event] of events.entries()) {
    const what = `event ${i}, ${event.type}`
    if (event.type === 'hello') {
      channels.clear()
      for (const { channelId, revision } of event.channels) channels.set(channelId, revision)
      userRevision = event.userRevision
    } else if (event.type === 'message' || event.type === 'member' || event.type === 'channel') {
      channels.set(event.channelId, step(channels.get(event.channelId), event, what))
    } else if (event.type === 'joined' || event.type === 'left' || event.type === 'marker' || event.type === 'me') {
      userRevision = step(userRevision, event, what)
      if (event.type === 'joined') channels.set(event.channel.id, event.channel.revision)
      if (event.type === 'left') channels.delete(event.channelId)
    } else if (event.type === 'typing' && !channels.has(event.channelId)) {
      throw new Error(`${what}: not the person's`)
    }
  }
  return { channels: Object.fromEntries([...channels].sort()), userRevision }
}

/** The same revisions as the database has them. */
async function revisionsStored({ trpc }: Pick<Person, 'trpc'>) {
  const list = await trpc.channels.list.query()
  const { revision } = await trpc.users.changes.query({ since: 0 })
  return {
    channels: Object.fromEntries(list.map(({ id, revision }) => [id, revision] as const).sort()),
    userRevision: revision,
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
    const random = seeded(seed)
    for (let i = 0; i < 80; i++) {
      const guest = random.pick(guests)
      const who = random.pick([host, ...guests])
      const channelId = random.pick(all)
      const actions = [
        () => say(host, channelId, `host ${seed} ${i}`),
        () => say(guest, channelId, `guest ${seed} ${i}`),
        () => guest.trpc.channels.join.mutate({ channelId: random.pick(open) }),
        () => guest.trpc.channels.leave.mutate({ channelId }),
        () =>
          host.trpc.members.add.mutate({ channelId: random.pick(groups), userIds: guests.map(({ user }) => user.id) }),
        () => host.trpc.members.remove.mutate({ channelId, userId: guest.user.id }),
        () => host.trpc.channels.update.mutate({ channelId, name: `name ${seed} ${i}` }),
        () => who.trpc.channels.markRead.mutate({ channelId, number: random.below(20) }),
        () => who.trpc.channels.markUnread.mutate({ channelId, number: 1 + random.below(3) }),
        () => who.trpc.users.update.mutate({ statusText: `status ${seed} ${i}` }),
        () => who.trpc.channels.typing.mutate({ channelId }),
      ]
      const action = random.pick(actions)
      await action().catch((error: { data?: { reason?: string } }) => {
        expect(error.data?.reason).toMatch(/^(NOT_FOUND|FORBIDDEN|RATE_LIMITED)$/)
      })
    }
  }
  await Promise.all([1, 2, 3, 4].map(worker))

  for (const { person, events } of watched) {
    const stored = await revisionsStored(person)
    await vi.waitFor(() => expect(revisionsReached(events)).toEqual(stored), { timeout: 5_000, interval: 50 })
  }
})
