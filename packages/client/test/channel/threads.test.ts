import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { uuidOf } from '../model/rows.ts'
import { settled, setUp, texts } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function withThread() {
  const all = await setUp()
  const { server, client, id } = all
  const { number } = server.send(id, bob, 'a question')
  const threadId = server.create(9, 'thread', { channelId: id, number })
  await settled()
  return { ...all, threadId, thread: client.chime.channel(threadId) }
}

test('threads are listed apart from channels, unread ones in front', async () => {
  const { server, client, id, threadId } = await withThread()
  const other = server.create(10, 'thread', { channelId: id, number: 1 })
  await settled()
  server.send(threadId, bob, 'an answer')
  server.send(other, server.me.id, 'later, and read')
  const listed = () => client.chime.threads.get().map((summary) => summary.id)
  expect(listed()).toEqual([threadId, other])
  expect(client.chime.channels.get().map((summary) => summary.id)).toEqual([id])
  server.mark(threadId, 1)
  server.send(other, server.me.id, 'once more')
  expect(new Set(listed())).toEqual(new Set([other, threadId]))
})

test.each([true, false])('one is still in a thread that hello does not list (read ones listed: %s)', async (lists) => {
  const { server, client, threadId, thread } = await withThread()
  server.listsReadThreads = lists
  server.send(threadId, bob, 'one')
  server.mark(threadId, 1)
  thread.open()
  await settled()
  const listed = new Set<number>()
  client.chime.threads.subscribe(() => listed.add(client.chime.threads.get().length))
  client.cut()
  // Read at once, so that the server lists nothing as unread.
  server.send(threadId, server.me.id, 'from my other device')
  server.edit(threadId, 1, 'edited')
  client.reconnect()
  await settled()
  expect([...listed], 'not even for a moment').toEqual([1])
  expect(client.chime.threads.get()[0]).toEqual(server.summary(threadId))
  expect(texts(client, threadId)).toEqual(['edited', 'from my other device'])
})

test('what is lost while the client asks where a thread is does not stay lost, whenever it comes', async () => {
  const { server, client, threadId, thread } = await withThread()
  server.listsReadThreads = false
  thread.open()
  await settled()
  client.faults.slowMs = 200
  const said: string[] = []
  for (let ms = 0; ms <= 400; ms += 10) {
    client.cut()
    client.reconnect()
    await vi.advanceTimersByTimeAsync(ms)
    client.faults.drop = 1
    server.send(threadId, server.me.id, `lost at ${ms}`)
    client.faults.drop = 0
    server.send(threadId, server.me.id, `after it at ${ms}`)
    said.push(`lost at ${ms}`, `after it at ${ms}`)
    await settled()
    expect(texts(client, threadId)).toEqual(said)
  }
})

test('a thread is opened below its message, and is known from then on', async () => {
  const { client, id, threadId, thread } = await withThread()
  const opened = client.chime.channel(id).thread(1)
  await settled()
  expect(await opened).toBe(thread)
  expect(thread.summary.get()).toMatchObject({ id: threadId, parent: { channelId: id, number: 1 } })
})

test('a thread that I left can still be read, until I leave the channel that it is in', async () => {
  const { server, client, id, threadId, thread } = await withThread()
  server.send(threadId, bob, 'one')
  thread.open()
  await settled()
  server.leave(threadId, server.me.id)
  await settled()
  expect(client.chime.threads.get()).toEqual([])
  expect(thread.missing.get()).toBe(false)
  expect(texts(client, threadId)).toEqual(['one'])
  server.send(threadId, bob, 'two')
  await settled()
  expect(texts(client, threadId)).toEqual(['one', 'two'])
  server.leave(id, server.me.id)
  await settled()
  expect(thread.missing.get()).toBe(true)
  expect(texts(client, threadId)).toEqual([])
})
