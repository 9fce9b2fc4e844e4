import type { ServerEvent } from '@chime/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Readable } from '../readable.ts'
import { settled, setUp } from '../testing/model-set-up.ts'
import { me, reminder, scheduled, uuidOf } from '../testing/rows.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})

test('a list of mine is asked for once somebody wants it, and followed from then on', async () => {
  const { server, client } = await setUp()
  const { chime, counts } = client
  server.own.putReminder(reminder(1, 'waiting'))
  await settled()
  expect(['drafts', 'blocked', 'scheduled', 'reminders', 'emoji'].map((name) => counts.get(name))).toEqual(
    Array(5).fill(undefined),
  )
  const end = watch(chime.reminders)
  watch(chime.scheduled)
  await settled()
  expect(chime.reminders.get()).toEqual([reminder(1, 'waiting')])
  server.own.putReminder(reminder(0, 'waiting'))
  server.own.putScheduled(scheduled(2, 'failed', { error: 'archived' }))
  server.own.putScheduled(scheduled(1, 'waiting'))
  expect(chime.reminders.get().map(({ id }) => id)).toEqual([reminder(0, 'due').id, reminder(1, 'due').id])
  expect(chime.scheduled.get().map(({ state }) => state)).toEqual(['waiting', 'failed'])
  end()
  server.own.putReminder(reminder(1, 'deleted'))
  server.own.putScheduled(scheduled(1, 'sent'))
  watch(chime.reminders)
  await settled()
  expect(chime.reminders.get()).toEqual([reminder(0, 'waiting')])
  expect(chime.scheduled.get()).toMatchObject([{ state: 'failed' }])
  expect([counts.get('reminders'), counts.get('scheduled')]).toEqual([1, 1])
})

test('what was missed on my own stream is caught up, or listed anew when it is too much or from another time', async () => {
  const { server, client, id } = await setUp()
  const { chime } = client
  const lists = [chime.reminders, chime.scheduled, chime.blocked, chime.drafts]
  for (const list of lists) watch(list)
  await settled()
  const check = async () => {
    await settled()
    expect(lists.map((list) => list.get())).toEqual([
      server.own.reminders(),
      server.own.scheduled(),
      new Set(server.own.blocked().map((user) => user.id)),
      server.own.drafts(),
    ])
  }
  const change = (n: number) => {
    server.own.putReminder(reminder(n, 'waiting'))
    server.own.putScheduled(scheduled(n, 'waiting'))
    server.own.block(uuidOf('a', 10 + n), true)
    server.own.setDraft(id, `text ${n}`, null)
  }
  client.faults.drop = 1
  change(1)
  client.faults.drop = 0
  change(2)
  await check()
  client.cut()
  change(3)
  server.own.block(uuidOf('a', 11), false)
  client.reconnect()
  await check()
  client.cut()
  change(4)
  // More than it tells: it says so, and the list says the rest.
  const { userChanges } = server
  server.userChanges = (since) => ({ ...userChanges.call(server, since), ...nothing, reset: true })
  client.reconnect()
  await check()
  server.userChanges = userChanges
  client.cut()
  server.epoch = uuidOf('e', 7)
  server.userRevision = 0
  change(5)
  client.reconnect()
  await check()
})
const nothing = { channels: [], left: [], drafts: [], blocks: [], scheduled: [], reminders: [] }

test('another login sees no list of the one before', async () => {
  const { server, client, id } = await setUp()
  watch(client.chime.drafts)
  watch(client.chime.blocked)
  server.own.block(bob, true)
  server.own.setDraft(id, 'hers', null)
  await settled()
  client.chime.channel(id).setDraft('typed by her')
  expect(client.chime.blocked.get().size).toBe(1)
  await settled()
  client.chime.close()
  server.own.block(bob, false)
  server.own.setDraft(id, '', null)
  Object.assign(server, { me: me(3), epoch: uuidOf('e', 2) })
  client.chime.connect()
  await settled()
  expect(client.chime.blocked.get().size).toBe(0)
  expect(client.chime.drafts.get()).toEqual([])
})

test('what I type is saved within a second, once, and at once when it is sent', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  for (let i = 1; i <= 20; i++) {
    channel.setDraft(`text ${i}`, 4)
    expect(channel.draft.get()).toEqual({ content: `text ${i}`, replyTo: 4 })
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  expect(client.counts.get('setDraft')).toBe(2)
  expect(server.own.drafts()).toMatchObject([{ content: 'text 20', replyTo: 4 }])
  channel.setDraft('text 21')
  channel.send('text 21')
  expect(channel.draft.get()).toBe(null)
  await vi.advanceTimersByTimeAsync(10)
  expect(server.own.drafts()).toEqual([])
})

test('what I type is not overwritten by echoes of what I typed before; another device writes where I am done', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  watch(channel.draft)
  await settled()
  client.faults.slowMs = 700
  const shown = new Set<string>()
  channel.draft.subscribe(() => shown.add(channel.draft.get()?.content ?? ''))
  const typed = Array.from({ length: 40 }, (_, i) => 'x'.repeat(i + 1))
  for (const text of typed) {
    channel.setDraft(text)
    expect(channel.draft.get()?.content).toBe(text)
    if (text.length === 20) server.own.setDraft(id, 'elsewhere, meanwhile', null)
    await vi.advanceTimersByTimeAsync(150)
    expect(channel.draft.get()?.content).toBe(text)
  }
  await settled()
  expect([...shown]).toEqual(typed)
  expect(channel.isDraftDirty).toBe(false)
  expect(server.own.drafts()).toMatchObject([{ content: typed.at(-1) }])
  server.own.setDraft(id, 'elsewhere', null)
  expect(channel.draft.get()).toEqual({ content: 'elsewhere', replyTo: null })
})

test('an echo that comes after the answer to what I typed since does not bring back what I typed before', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  watch(channel.draft)
  await settled()
  const late: ServerEvent[] = []
  server.emit = (event) => late.push(event)
  const shown: (string | undefined)[] = []
  channel.draft.subscribe(() => shown.push(channel.draft.get()?.content))
  for (const text of ['one', 'one two']) {
    channel.setDraft(text)
    await vi.advanceTimersByTimeAsync(2_000)
  }
  expect(channel.isDraftDirty).toBe(false)
  for (const event of late) client.hear(event)
  await settled()
  expect(new Set(shown)).toEqual(new Set(['one', 'one two']))
  expect(shown.lastIndexOf('one')).toBeLessThan(shown.indexOf('one two'))
  expect(channel.draft.get()?.content).toBe('one two')
})

test('which message is to be answered is kept here while there is no text yet', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  watch(channel.draft)
  channel.setDraft('', 3)
  await settled()
  expect(channel.draft.get()).toEqual({ content: '', replyTo: 3 })
  expect(client.chime.drafts.get()).toEqual([])
  server.own.setDraft(id, 'elsewhere', null)
  expect(channel.draft.get()).toEqual({ content: 'elsewhere', replyTo: null })
})

test('what is typed without a connection is saved when it is back, and before the client is closed', async () => {
  const { server, client, id } = await setUp()
  client.cut()
  client.chime.channel(id).setDraft('offline')
  await settled()
  expect(client.chime.drafts.get()).toMatchObject([{ channelId: id, content: 'offline' }])
  client.reconnect()
  await settled()
  expect(server.own.drafts()).toMatchObject([{ content: 'offline' }])
  client.chime.channel(id).setDraft('the last words')
  client.chime.close()
  await settled()
  expect(server.own.drafts()).toMatchObject([{ content: 'the last words' }])
  expect(client.chime.connection.get().status).toBe('offline')
})

test('whoever waits to be called back is, also when it became due while they were away', async () => {
  const { server, client } = await setUp()
  const heard: string[] = []
  client.chime.on('reminder', (event: ServerEvent & { type: 'reminder' }) => heard.push(event.reminder.id))
  server.own.putReminder(reminder(1, 'due'))
  client.cut()
  server.own.putReminder(reminder(2, 'due'))
  client.reconnect()
  await settled()
  expect(heard).toEqual([reminder(1, 'due').id, reminder(2, 'due').id])
})

test('an answer that is older than what was said meanwhile changes nothing', async () => {
  const { server, client } = await setUp()
  watch(client.chime.blocked)
  await settled()
  client.faults.slowMs = 1_000
  const blocking = client.chime.block(bob)
  while (server.own.blocked().length === 0) await vi.advanceTimersByTimeAsync(10)
  server.own.block(bob, false)
  await settled()
  await blocking
  expect(client.chime.blocked.get().size).toBe(0)
})

test('an unknown emoji has the list read anew, at most every half minute and not again for what is none', async () => {
  const { server, client, id } = await setUp()
  const made = (name: string) => ({
    name,
    url: `/emoji/${name}`,
    createdBy: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  })
  server.emoji = [made('ship')]
  watch(client.chime.emoji)
  await settled()
  server.send(id, bob, 'a :ship: at 10:30:45')
  await settled()
  expect(client.counts.get('emoji')).toBe(2)
  server.emoji = [made('ship'), made('wave')]
  server.send(id, bob, 'a :wave:')
  for (let i = 0; i < 50; i++) server.send(id, bob, `at 10:30:45 :n${i % 3}:`)
  await settled()
  expect(client.chime.emoji.get().map(({ name }) => name)).toEqual(['ship', 'wave'])
  await settled()
  const asked = client.counts.get('emoji') ?? 0
  expect(asked).toBeLessThanOrEqual(4)
  await settled()
  server.send(id, bob, 'again at 10:30:45 :n1: :n2:')
  await settled()
  expect(client.counts.get('emoji')).toBe(asked)
})

test('receipts are asked for once somebody looks, move with events and with what people write, and are asked for anew after a gap', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'one')
  server.room(id).read.set(bob, 1)
  const channel = client.chime.channel(id)
  await settled()
  expect(client.counts.get('receipts')).toBe(undefined)
  watch(channel.receipts)
  await settled()
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 1 }])
  server.send(id, server.me.id, 'two')
  server.read(id, bob, 2)
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 2 }])
  server.room(id).read.set(bob, 3)
  server.send(id, bob, 'three')
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 3 }])
  client.cut()
  server.read(id, bob, 1)
  client.reconnect()
  await settled()
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 1 }])
})

test('pinned messages are those that are pinned, whatever was missed, also in a channel that is not open', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 60; i++) server.send(id, bob, `m${i}`)
  server.pin(id, 3, true)
  const channel = client.chime.channel(id)
  expect(channel.pinned.get()).toBe(null)
  watch(channel.pinned)
  await settled()
  const numbers = () => channel.pinned.get()?.map(({ number }) => number)
  expect(numbers()).toEqual([3])
  server.pin(id, 1, true)
  expect(numbers()).toEqual([1, 3])
  client.cut()
  server.pin(id, 3, false)
  server.edit(id, 1, 'edited')
  client.reconnect()
  await settled()
  expect(channel.pinned.get()).toEqual([server.room(id).messages[0]])
  // An event comes late, when what it says is over.
  const late: ServerEvent[] = []
  server.emit = (event) => late.push(event)
  server.pin(id, 7, true)
  server.emit = (event) => client.hear(event)
  server.pin(id, 7, false)
  await settled()
  for (const event of late) client.hear(event)
  expect(numbers()).toEqual([1])
  server.remove(id, 1)
  expect(numbers()).toEqual([])
})
