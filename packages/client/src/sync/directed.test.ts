import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settled, setUp, texts } from '../testing/model-set-up.ts'
import { me, uuidOf } from '../testing/rows.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a client that is up to date asks for nothing when it reconnects', async () => {
  const { server, client, id } = await setUp(30)
  server.send(id, bob, 'hello')
  client.chime.channel(id).open()
  await settled()
  client.counts.clear()
  client.cut()
  client.reconnect()
  await settled()
  expect([...client.counts]).toEqual([])
})

test('many channels behind are read with one list, few with a call each, open ones row by row', async () => {
  const { server, client, ids, id } = await setUp(40)
  client.chime.channel(id).open()
  await settled()
  for (const count of [3, 40]) {
    client.counts.clear()
    client.cut()
    for (const each of ids.slice(0, count)) server.send(each, bob, `news ${count}`)
    client.reconnect()
    await settled()
    const singles = count === 3 ? { channel: 2 } : { channels: 1, me: 1 }
    expect(Object.fromEntries(client.counts)).toEqual({ channelChanges: 1, ...singles })
    const shown = client.chime.channels.get().filter(({ lastMessage }) => lastMessage?.content === `news ${count}`)
    expect(shown).toHaveLength(count)
    expect(texts(client, id).at(-1)).toBe(`news ${count}`)
  }
})

test('a burst after a gap is pulled once, not once per event', async () => {
  const { server, client, id } = await setUp()
  client.chime.channel(id).open()
  await settled()
  client.counts.clear()
  client.faults.slowMs = 100
  client.faults.drop = 1
  server.send(id, bob, 'lost')
  client.faults.drop = 0
  for (let i = 0; i < 50; i++) server.send(id, bob, `after ${i}`)
  await settled()
  expect(texts(client, id)).toHaveLength(51)
  expect(client.counts.get('channelChanges')).toBeLessThanOrEqual(2)
})

test('when a backup was restored, what never happened is gone and unsent messages stay', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 10; i++) server.send(id, bob, `m${i}`)
  client.chime.channel(id).open()
  await settled()
  client.cut()
  client.chime.channel(id).send('mine')
  server.restore(id, 4)
  server.send(id, bob, 'new 7')
  client.reconnect()
  await settled()
  expect(texts(client, id)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'new 7', 'mine'])
  expect(client.chime.channels.get()).toEqual(server.mine())
})

test('what is shown stays while a part that is too far behind is read anew, and unsent messages stay with it', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'old')
  client.chime.channel(id).open()
  await settled()
  client.cut()
  for (let i = 0; i < 600; i++) server.send(id, bob, `missed ${i}`)
  client.chime.channel(id).send('mine')
  client.faults.slowMs = 1_000
  const seen = new Set<string>()
  client.chime.channel(id).timeline.subscribe(() => {
    const { status, items } = client.chime.channel(id).timeline.get()
    seen.add(`${status} ${items.length > 1}`)
  })
  client.reconnect()
  await settled()
  expect([...seen]).toEqual(['ready true'])
  expect(texts(client, id)).toHaveLength(50)
  expect(texts(client, id).at(-1)).toBe('mine')
})

test('an own message stands at its place only when those in front of it are there', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.faults.drop = 1
  server.send(id, bob, 'in front')
  const { done } = channel.send('mine')
  await done
  expect(texts(client, id)).toEqual(['(pending) mine'])
  client.faults.drop = 0
  server.send(id, bob, 'behind')
  await settled()
  expect(texts(client, id)).toEqual(['in front', 'mine', 'behind'])
})

test('a page that was read before an edit shows the edit that arrived before the page', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 100; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.faults.slowMs = 2_000
  for (const number of [10, 30, 49]) {
    void channel.loadBefore()
    await vi.advanceTimersByTimeAsync(1_900)
    server.edit(id, number)
    await settled()
  }
  const rows = channel.timeline.get().items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
  expect(rows).toEqual(server.room(id).messages)
})

test('another login on the same client sees nothing of the first', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'for ada')
  client.chime.channel(id).open()
  await settled()
  expect(texts(client, id)).toEqual(['for ada'])
  client.chime.close()
  Object.assign(server, { me: me(3), epoch: uuidOf('e', 2) })
  client.chime.connect()
  await settled()
  expect(client.chime.me.get()?.id).toBe(uuidOf('a', 3))
  expect(client.chime.channels.get()).toEqual([])
  expect(texts(client, id)).toEqual([])
})

test('a channel that I look at and join is mine, also when the stream of those looked at was repaired first', async () => {
  const { server, client, id } = await setUp()
  server.room(id).channel.kind = 'public'
  server.rename(id)
  client.chime.channel(id).open()
  await settled()
  server.leave(id, server.me.id)
  await settled()
  expect(client.chime.channels.get()).toEqual([])
  client.faults.drop = 1
  server.join(id, server.me.id)
  const { userRevision: revision } = server
  const marker = { readNumber: 0, readVersion: 0, readCounted: 0, mentions: 0, channelRevision: 0 }
  client.hearLookedAt({ type: 'marker', after: revision - 1, revision, channelId: id, ...marker })
  client.reconnect()
  await settled()
  expect(client.chime.channels.get()).toEqual(server.mine())
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

test('a page renders once per batch of events', async () => {
  const { server, client, id } = await setUp()
  client.chime.channel(id).open()
  await settled()
  const renders = { timeline: 0, channels: 0 }
  client.chime.channel(id).timeline.subscribe(() => renders.timeline++)
  client.chime.channels.subscribe(() => renders.channels++)
  client.cut()
  for (let i = 0; i < 90; i++) server.send(id, bob, `m${i}`)
  client.reconnect()
  await settled()
  expect(texts(client, id)).toHaveLength(90)
  expect(renders.timeline).toBe(1)
  expect(renders.channels).toBeLessThanOrEqual(2)
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
    // Others write on: what is asked for is old when it comes.
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
  // Of a row that is not held, one cannot know whether it called before.
  server.edit(id, number - 1, 'no longer')
  await inTime(1)
  server.edit(id, number, 'calls @me now')
  await inTime(2)
  // What is asked for is old when it comes, and the second time my marker has moved meanwhile.
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

test('what is done to a message is shown with the answer, and refused where the server refuses', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'one')
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  server.emit = () => {}
  const row = () => {
    const [item] = channel.timeline.get().items
    return item?.state === 'sent' ? item.message : null
  }
  const done = async (change: Promise<void>) => {
    await settled()
    await change
    expect(row()).toEqual(server.room(id).messages[0])
  }
  await done(channel.edit(1, 'two'))
  expect(row()).toMatchObject({ content: 'two' })
  await done(channel.react(1, '👍'))
  expect(row()?.reactions).toHaveLength(1)
  await done(channel.unreact(1, '👍'))
  expect(row()?.reactions).toEqual([])
  await done(channel.remove(1))
  expect(row()?.deletedAt).not.toBe(null)
  await expect(channel.edit(9, 'x')).rejects.toThrow('NOT_FOUND')
  // Not connected: it waits.
  client.cut()
  const late = channel.react(1, '👍')
  client.reconnect()
  await settled()
  await late
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
  const second = server.room(id).messages[1]
  if (!second) throw new Error('there is a second message')
  // Current rows in the order of their revisions: the one that was edited has become the last.
  client.hear({ type: 'message', channelId: id, after: third.revision - 2, revision: third.revision, message: third })
  client.hear({ type: 'message', channelId: id, after: third.revision, revision: second.revision, message: second })
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
  expect(client.counts.get('markRead')).toBeLessThanOrEqual(3)
  expect(server.summary(id).membership).toMatchObject({ readNumber: 20, unread: 0 })
  expect(client.chime.channels.get()[0]?.membership).toMatchObject({ readNumber: 20, unread: 0 })
})
