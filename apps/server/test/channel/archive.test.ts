import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
})
afterAll(() => node.stop())

describe('an archived channel', () => {
  it('takes nothing more, and nobody; nor do its threads', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({
      kind: 'public',
      name: 'Old',
      memberIds: [ben.user.id],
    })
    await say(ann, channelId, 'one', 'two')
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    await say(ann, thread.id, 'a reply')
    const { code } = await ann.trpc.invites.create.mutate({ channelId })
    const archived = await ann.trpc.channels.archive.mutate({ channelId })
    expect(archived.archivedAt).not.toBeNull()

    const { channels, invites, members, messages } = ann.trpc
    const spots = [channelId, thread.id].map((id) => ({ channelId: id, number: 1 }))
    const refused = await reasons(
      ...spots.flatMap((place) => [
        messages.send.mutate({ channelId: place.channelId, clientId: crypto.randomUUID(), content: 'late' }),
        messages.edit.mutate({ ...place, content: 'late' }),
        messages.react.mutate({ ...place, emoji: '👍' }),
        messages.unreact.mutate({ ...place, emoji: '👍' }),
        messages.pin.mutate(place),
        messages.unpin.mutate(place),
        channels.typing.mutate({ channelId: place.channelId }),
        ben.trpc.channels.join.mutate({ channelId: thread.id }),
        cem.trpc.channels.join.mutate({ channelId }),
      ]),
      channels.openThread.mutate({ channelId, number: 2 }),
      channels.update.mutate({ channelId, name: 'New' }),
      members.add.mutate({ channelId, userIds: [cem.user.id] }),
      members.setRole.mutate({ channelId, userId: ben.user.id, role: 'admin' }),
      invites.create.mutate({ channelId }),
    )
    expect(refused).toEqual(refused.map(() => 'FORBIDDEN'))
    expect(await reasons(cem.trpc.invites.accept.mutate({ code }), cem.trpc.invites.look.query({ code }))).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
    ])
  })

  it('may be read, marked, looked up, and left; one deletes one’s own, and nobody finds it who browses', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({
      kind: 'public',
      name: 'Old but good',
      memberIds: [ben.user.id],
    })
    await say(ann, channelId, 'one', 'two')
    await say(ann, (await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })).id, 'a reply')
    await ann.trpc.channels.archive.mutate({ channelId })
    const names = async () =>
      (await cem.trpc.channels.browse.query({ query: 'old but' })).channels.map(({ name }) => name)
    expect(await names()).toEqual([])
    expect((await cem.trpc.messages.list.query({ channelId })).messages).toHaveLength(3)
    expect((await ben.trpc.channels.openThread.mutate({ channelId, number: 1 })).lastNumber).toBe(1)
    expect(await ben.trpc.channels.markRead.mutate({ channelId, number: 3 })).toMatchObject({ unread: 0 })
    expect(await ben.trpc.channels.setNotify.mutate({ channelId, notify: 'none' })).toMatchObject({ notify: 'none' })
    expect((await ann.trpc.messages.delete.mutate({ channelId, number: 1 })).deletedAt).not.toBeNull()
    expect((await ben.trpc.channels.list.query()).map(({ id }) => id)).toContain(channelId)
    expect(await ben.trpc.channels.leave.mutate({ channelId })).toBeNull()

    await ann.trpc.channels.unarchive.mutate({ channelId })
    expect(await names()).toEqual(['Old but good'])
    expect((await cem.trpc.channels.join.mutate({ channelId })).membership?.role).toBe('member')
    expect(await say(cem, channelId, 'alive')).toHaveLength(1)
  })

  it('is archived by owners and admins, once, and never a direct conversation or a thread', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'below this')
    expect(await reasons(ben.trpc.channels.archive.mutate({ channelId }))).toEqual(['FORBIDDEN'])
    await ann.trpc.members.setRole.mutate({ channelId, userId: ben.user.id, role: 'admin' })
    const once = await ben.trpc.channels.archive.mutate({ channelId })
    expect(await ann.trpc.channels.archive.mutate({ channelId })).toEqual(once)
    const back = await ann.trpc.channels.unarchive.mutate({ channelId })
    expect(await ann.trpc.channels.unarchive.mutate({ channelId })).toEqual(back)
    const direct = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    const refused = await reasons(
      ...[direct, thread].flatMap(({ id }) => [
        ann.trpc.channels.archive.mutate({ channelId: id }),
        ann.trpc.channels.unarchive.mutate({ channelId: id }),
      ]),
    )
    expect(refused).toEqual(refused.map(() => 'FORBIDDEN'))
  })

  it('is told of on the stream', async () => {
    const channelId = await groupOf(ann, ben)
    const stream = follow(ben)
    await stream.hello
    const archived = await ann.trpc.channels.archive.mutate({ channelId })
    await vi.waitFor(
      () => expect(stream.events.find(({ type }) => type === 'channel')).toMatchObject({ channel: archived }),
      soon,
    )
    stream.unsubscribe()
  })
})
