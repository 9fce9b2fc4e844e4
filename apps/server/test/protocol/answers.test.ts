import { channelsChanges, messagesList, messagesSearch, messagesSend } from '@chime/protocol'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it } from 'vitest'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

it('answers that the server does not check are what the protocol says, and nothing more', async () => {
  const [ann, ben] = [await node.person('ann'), await node.person('ben')]
  const channelId = await groupOf(ann, ben)
  const message = {
    channelId,
    clientId: crypto.randomUUID(),
    content: `@${ben.user.username} and @channel`,
    metadata: { kind: 'note' },
  }
  const sent = await ann.trpc.messages.send.mutate(message)
  expect(messagesSend.output.parse(sent)).toEqual(sent)
  expect(sent.mentions).toEqual({ userIds: [ben.user.id], everyone: 'channel' })

  // A message of every kind: edited, deleted, with a reaction, pinned, with a thread.
  const [edited, deleted] = await say(ann, channelId, 'first', 'gone')
  if (!edited || !deleted) throw new Error('two were sent')
  await ann.trpc.messages.edit.mutate({ channelId, number: edited.number, content: 'second' })
  await ann.trpc.messages.delete.mutate({ channelId, number: deleted.number })
  await ben.trpc.messages.react.mutate({ channelId, number: sent.number, emoji: '👍' })
  await ben.trpc.messages.pin.mutate({ channelId, number: sent.number })
  const thread = await ben.trpc.channels.openThread.mutate({ channelId, number: sent.number })
  await say(ben, thread.id, 'a reply')

  const page = await ann.trpc.messages.list.query({ channelId })
  expect(messagesList.output.parse(page)).toEqual(page)
  expect(page.messages.find(({ number }) => number === sent.number)).toMatchObject({
    pinned: true,
    thread: { replies: 1 },
  })
  const found = await ann.trpc.messages.search.query({ query: 'second channel*' })
  const either = await ann.trpc.messages.search.query({ query: 'second' })
  expect(messagesSearch.output.parse(found)).toEqual(found)
  expect(messagesSearch.output.parse(either)).toEqual(either)
  expect(either.messages).toHaveLength(1)
  const changes = await ann.trpc.channels.changes.query({ channelId, since: 0 })
  expect(channelsChanges.output.parse(changes)).toEqual(changes)
  expect(changes.messages.length).toBeGreaterThanOrEqual(3)
})
