import type { Presence } from '@chime/protocol'
import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

async function people() {
  const all = await Promise.all(['ann', 'ben', 'cem'].map((name) => node.person(name)))
  await Promise.all(all.map(({ trpc }) => trpc.auth.me.query()))
  const [ann, ben, cem] = all
  if (!ann || !ben || !cem) throw new Error('there are three')
  return { ann, ben, cem }
}

/** Collects what `by` is told about these people. `of` gives the statuses of one of them. */
function watch(by: Person, ...people: Person[]) {
  const seen: Presence[] = []
  const userIds = people.map(({ user }) => user.id)
  const { unsubscribe } = by.trpc.presence.subscribe.subscribe({ userIds }, { onData: (batch) => seen.push(...batch) })
  const of = ({ user }: Person) => seen.filter(({ userId }) => userId === user.id).map(({ status }) => status)
  return { of, unsubscribe }
}

const within2s = { timeout: 2_500, interval: 20 }
const ended = ['online', 'unknown']

it('a watcher hears nothing more of whom they share no channel with any more, and goes on hearing of the others', async () => {
  const { ann, ben, cem } = await people()
  const shared = await groupOf(ann, ben, cem)
  await groupOf(ann, cem)
  const [byAnn, byBen] = [watch(ann, ben, cem), watch(ben, ann, cem, ben)]
  await vi.waitFor(() => {
    for (const [by, of] of [
      [byAnn, ben],
      [byAnn, cem],
      [byBen, ann],
      [byBen, cem],
    ] as const) {
      expect(by.of(of)).toEqual(['online'])
    }
  }, soon)
  await ann.trpc.members.remove.mutate({ channelId: shared, userId: ben.user.id })
  await vi.waitFor(() => {
    expect(byAnn.of(ben)).toEqual(ended)
    expect([byBen.of(ann), byBen.of(cem)]).toEqual([ended, ended])
  }, within2s)
  for (const { trpc } of [ann, ben, cem]) await trpc.presence.set.mutate({ status: 'busy' })
  // Those who may still be watched are. Their updates come after any that would have come from the others.
  await vi.waitFor(() => expect(byAnn.of(cem)).toEqual(['online', 'busy']), soon)
  await vi.waitFor(() => expect(byBen.of(ben)).toEqual(['online', 'busy']), soon)
  expect([byAnn.of(ben), byBen.of(ann), byBen.of(cem)]).toEqual([ended, ended, ended])

  await ann.trpc.members.add.mutate({ channelId: shared, userIds: [ben.user.id] })
  const again = watch(ann, ben)
  await vi.waitFor(() => expect(again.of(ben)).toEqual(['busy']), soon)
  await ben.trpc.presence.set.mutate({ status: 'away' })
  await vi.waitFor(() => expect(again.of(ben)).toEqual(['busy', 'away']), soon)
  for (const stream of [byAnn, byBen, again]) stream.unsubscribe()
})

it('it ends only with the last channel, whoever leaves it, and also for a stream that opens meanwhile', async () => {
  const { ann, ben } = await people()
  const channels = [await groupOf(ann, ben), await groupOf(ann, ben)]
  const streams = [watch(ann, ben), watch(ben, ann)]
  for (const channelId of channels) {
    await vi.waitFor(
      () =>
        expect(streams.map((stream) => stream.of(ann).length + stream.of(ben).length)).toEqual(streams.map(() => 1)),
      soon,
    )
    streams.push(watch(ann, ben))
    await ben.trpc.channels.leave.mutate({ channelId })
  }
  await vi.waitFor(() => {
    expect(streams.slice(0, 3).map((stream) => [...stream.of(ann), ...stream.of(ben)])).toEqual([ended, ended, ended])
    // The last stream may have been opened after the channel was left, and then gets nothing.
    expect([[], ended]).toContainEqual(streams[3]?.of(ben))
  }, within2s)
  for (const stream of streams) stream.unsubscribe()
})
