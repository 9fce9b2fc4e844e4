import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { me, uuidOf } from '../model/rows.ts'
import { settled, setUp, texts } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what I read counts before the event of what I read before has come', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 20; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.faults.drop = 1
  for (const number of [5, 9]) {
    await Promise.all([channel.markRead(number), settled()])
    expect(server.summary(id).membership).toMatchObject({ readNumber: number })
    expect(client.chime.channels.get()[0]?.membership).toMatchObject({ readNumber: number, unread: 20 - number })
  }
})

test('what I read here stands when another device has read less far meanwhile, and is gone when it was set back', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 20; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  const read = () => client.chime.channels.get()[0]?.membership?.readNumber
  for (const [mine, theirs, back, then] of [
    [15, 6, false, 15],
    [18, 16, false, 18],
    [20, 3, true, 3],
  ] as const) {
    client.faults.slowMs = 100
    const shown: unknown[] = []
    const stop = client.chime.channels.subscribe(() => shown.push(read()))
    const reading = channel.markRead(mine)
    server.mark(id, theirs, { back })
    await vi.advanceTimersByTimeAsync(3_000)
    await Promise.all([reading, settled()])
    stop()
    expect([read(), server.summary(id).membership?.readNumber]).toEqual([then, then])
    if (!back) expect(shown.filter((number) => number !== mine)).toEqual([])
  }
})

test('what I mark as unread is unread, however much I have read here that the server does not know yet', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 20; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  const read = () => client.chime.channels.get()[0]?.membership?.readNumber
  for (const [mine, unread] of [
    [4, 8],
    [14, 14],
    [19, 16],
    [20, 12],
  ] as const) {
    client.faults.slowMs = 100
    const from = read() ?? 0
    const shown: unknown[] = []
    const stop = client.chime.channels.subscribe(() => shown.push(read()))
    const reading = channel.markRead(mine)
    const marking = channel.markUnread(unread)
    await vi.advanceTimersByTimeAsync(3_000)
    await Promise.all([reading, marking, settled()])
    stop()
    expect(client.chime.channels.get()[0]?.membership).toMatchObject({ readNumber: unread - 1, unread: 21 - unread })
    expect(server.summary(id).membership).toMatchObject({ readNumber: unread - 1 })
    expect(shown.filter((number) => Number(number) < Math.min(from, unread - 1))).toEqual([])
  }
})

test('what I have read stands when the server refuses to mark something as unread', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 20; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  const reading = channel.markRead(15)
  const marking = channel.markUnread(21)
  await expect(Promise.all([marking, vi.advanceTimersByTimeAsync(3_000)])).rejects.toMatchObject({
    data: { reason: 'NOT_FOUND' },
  })
  await vi.advanceTimersByTimeAsync(3_000)
  await Promise.all([reading, settled()])
  expect(client.chime.channels.get()[0]?.membership).toMatchObject({ readNumber: 15 })
  expect(server.summary(id).membership).toMatchObject({ readNumber: 15 })
})

test('a marker that another device set back before my newest message is where the server has it, whichever came first', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 5; i++) server.send(id, bob, `m${i}`)
  server.mark(id, 2)
  const marker = () => client.chime.channels.get()[0]?.membership
  for (const isSentLast of [false, true]) {
    if (!isSentLast) for (let i = 0; i < 3; i++) server.send(id, me(1).id, 'from my other device')
    server.mark(id, server.summary(id).lastNumber - 2, { back: true })
    if (isSentLast) server.send(id, me(1).id, 'and once more')
    // Others go on writing, so an answer is old when it arrives.
    client.faults.slowMs = 100
    const writing = setInterval(() => server.send(id, bob, 'meanwhile'), 10)
    await vi.advanceTimersByTimeAsync(500)
    clearInterval(writing)
    await settled()
    expect(marker()).toEqual(server.summary(id).membership)
  }
})

test('how many unread messages call me follows their edits and deletes, while others write on', async () => {
  const { server, client, id } = await setUp()
  const mentions = () => client.chime.channels.get()[0]?.membership?.mentions
  const inTime = async (n: number) => {
    await settled()
    expect([mentions(), server.summary(id).membership?.mentions]).toEqual([n, n])
    expect(client.chime.channels.get()[0]).toEqual(server.summary(id))
  }
  server.send(id, bob, 'calls @me')
  server.send(id, bob, 'calls @me')
  const { number } = server.send(id, bob, 'calls nobody')
  await inTime(2)
  // Of a message that is not loaded, the client cannot know whether it mentioned the user before.
  server.edit(id, number - 1, 'no longer')
  await inTime(1)
  server.edit(id, number, 'calls @me now')
  await inTime(2)
  // The answer is old when it arrives, and the second time the marker has moved meanwhile.
  client.faults.slowMs = 100
  for (const markedAt of [null, number + 3]) {
    const { number: called } = server.send(id, bob, 'calls @me')
    const writing = setInterval(() => server.send(id, bob, 'meanwhile @me'), 10)
    await vi.advanceTimersByTimeAsync(50)
    server.remove(id, called)
    await vi.advanceTimersByTimeAsync(30)
    if (markedAt !== null) server.mark(id, markedAt)
    await vi.advanceTimersByTimeAsync(320)
    clearInterval(writing)
    await inTime(server.summary(id).membership?.mentions ?? 0)
    expect(mentions()).toBeGreaterThan(10)
  }
})

test('unread is right where an edited message comes after one that was sent later, as when a node repairs', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'first')
  client.chime.channel(id).open()
  await settled()
  client.faults.drop = 1
  server.send(id, bob, 'second')
  const third = server.send(id, bob, 'third')
  server.edit(id, 2)
  client.faults.drop = 0
  const second = server.channel(id).messages[1]
  if (!second) throw new Error('there is a second message')
  // As when a node repairs a stream: current rows in order of their revisions. The edited message now comes last.
  client.receive({
    type: 'message',
    channelId: id,
    after: third.revision - 2,
    revision: third.revision,
    message: third,
  })
  client.receive({ type: 'message', channelId: id, after: third.revision, revision: second.revision, message: second })
  await settled()
  expect(client.chime.channels.get()[0]).toMatchObject({ lastNumber: 3, counted: 3, membership: { unread: 3 } })
  expect(texts(client, id)).toHaveLength(3)
})

test('reading is told to the server at most once a second, the last word last', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 20; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.counts.clear()
  for (let i = 1; i <= 20; i++) {
    void channel.markRead(i)
    expect(client.chime.channels.get()[0]?.membership?.unread).toBe(20 - i)
    await vi.advanceTimersByTimeAsync(50)
  }
  await settled()
  expect(client.counts.get('channels.markRead')).toBeLessThanOrEqual(3)
  expect(server.summary(id).membership).toMatchObject({ readNumber: 20, unread: 0 })
  expect(client.chime.channels.get()[0]?.membership).toMatchObject({ readNumber: 20, unread: 0 })
})
