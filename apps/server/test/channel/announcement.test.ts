import { follow, type Person } from '@chime/testing/node'
import { type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let eve: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
afterAll(() => node.stop())

it('an announcement channel is found, read and followed live by everybody without joining, and written by who manages it', async () => {
  const { id: channelId } = await ben.trpc.channels.create.mutate({ kind: 'announcement', name: 'News of the day' })
  await ann.trpc.channels.join.mutate({ channelId })
  const found = await eve.trpc.channels.browse.query({ query: 'news' })
  expect(found.channels).toMatchObject([{ id: channelId, memberCount: 2, membership: null }])

  const looker = follow(eve, [channelId])
  await looker.hello
  expect(looker.events[0]).toMatchObject({ channels: [{ channelId, unread: 0 }] })
  const [sent] = await say(ben, channelId, 'There is cake')
  await vi.waitFor(
    () => expect(looker.events.find(({ type }) => type === 'message')).toMatchObject({ message: sent }),
    soon,
  )
  expect((await eve.trpc.messages.list.query({ channelId })).messages).toEqual([sent])
  expect((await eve.trpc.channels.get.query({ channelId })).lastMessage).toEqual(sent)
  expect((await eve.trpc.members.list.query({ channelId })).members).toHaveLength(2)
  const { messages } = await eve.trpc.channels.changes.query({ channelId, since: 0 })
  expect(messages).toEqual([sent])
  expect((await ann.trpc.channels.get.query({ channelId })).membership?.unread).toBe(1)

  expect(await reasons(say(eve, channelId, 'me too'), say(ann, channelId, 'me too'))).toEqual([
    'FORBIDDEN',
    'FORBIDDEN',
  ])
  await ben.trpc.members.setRole.mutate({ channelId, userId: ann.user.id, role: 'admin' })
  expect(await say(ann, channelId, 'And tea')).toHaveLength(1)
  looker.unsubscribe()
})
