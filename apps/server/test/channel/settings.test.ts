import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

describe('slow mode', () => {
  it('is set by owners and admins, in a group too', async () => {
    const slow = ({ trpc }: Person, slowModeSeconds: number) =>
      trpc.channels.update.mutate({ channelId, slowModeSeconds })
    expect(await reasons(slow(ben, 10))).toEqual(['FORBIDDEN'])
    expect(await slow(ann, 10)).toMatchObject({ slowModeSeconds: 10 })
    await ann.trpc.members.setRole.mutate({ channelId, userId: ben.user.id, role: 'admin' })
    expect(await slow(ben, 0)).toMatchObject({ slowModeSeconds: 0 })
    expect(await reasons(slow(ann, 6 * 60 * 60 + 1), slow(ann, -1), slow(ann, 1.5))).toEqual(
      Array(3).fill('INVALID_INPUT'),
    )
  })
})

describe('which messages call me', () => {
  const set = ({ trpc }: Pick<Person, 'trpc'>, notify: 'all' | 'mentions' | 'none', id = channelId) =>
    trpc.channels.setNotify.mutate({ channelId: id, notify })

  it('is mine alone, and told to all my devices', async () => {
    const [stream, other] = [follow(node.connect(ben.token)), follow(ann)]
    await Promise.all([stream.hello, other.hello])
    expect((await ben.trpc.channels.get.query({ channelId })).membership?.notify).toBe('all')
    expect(await set(ben, 'mentions')).toMatchObject({ notify: 'mentions', unread: 0, role: 'member' })
    const notifyEvents = () => stream.events.filter((event) => event.type === 'notify')
    await vi.waitFor(() => expect(notifyEvents()).toMatchObject([{ channelId, notify: 'mentions' }]), soon)
    const [event] = notifyEvents()
    expect(event?.revision).toBe((event?.after ?? 0) + 1)
    expect((await ben.trpc.channels.get.query({ channelId })).membership?.notify).toBe('mentions')
    expect((await ann.trpc.channels.get.query({ channelId })).membership?.notify).toBe('all')
    await say(ann, channelId, 'behind it')
    await vi.waitFor(() => expect(other.events.some(({ type }) => type === 'message')).toBe(true), soon)
    expect(other.events.some(({ type }) => type === 'notify')).toBe(false)
    stream.unsubscribe()
    other.unsubscribe()
  })

  it('set again changes nothing, and is found by whoever was away', async () => {
    const since = (await ben.trpc.users.changes.query({ since: 0 })).revision
    await set(ben, 'none')
    const { revision, channels } = await ben.trpc.users.changes.query({ since })
    expect(revision).toBe(since + 1)
    expect(channels).toMatchObject([{ id: channelId, membership: { notify: 'none' } }])
    await set(ben, 'none')
    expect((await ben.trpc.users.changes.query({ since })).revision).toBe(revision)
  })

  it('moves no marker', async () => {
    await say(ann, channelId, 'one', 'two')
    await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })
    const { membership } = await ben.trpc.channels.get.query({ channelId })
    expect(await set(ben, 'mentions')).toEqual({ ...membership, notify: 'mentions' })
  })

  it('is for members, of threads that they follow too', async () => {
    await say(ann, channelId, 'below this')
    const { id: thread } = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    expect(await set(ann, 'none', thread)).toMatchObject({ channelId: thread, notify: 'none' })
    const open = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    const cem = await node.person('cem')
    expect(await reasons(set(cem, 'none'), set(cem, 'none', open.id), set(ben, 'none', thread))).toEqual([
      'NOT_FOUND',
      'FORBIDDEN',
      'NOT_FOUND',
    ])
  })
})
