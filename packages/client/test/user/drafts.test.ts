import type { ServerEvent } from '@chime/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Readable } from '../../src/readable.ts'
import { uuidOf } from '../model/rows.ts'
import { settled, setUp } from '../model/set-up.ts'

const _bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})

test('what I type is saved within a second, once, and at once when it is sent', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  for (let i = 1; i <= 20; i++) {
    channel.setDraft(`text ${i}`, 4)
    expect(channel.draft.get()).toEqual({ content: `text ${i}`, replyTo: 4 })
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  expect(client.counts.get('channels.setDraft')).toBe(2)
  expect(server.userData.drafts()).toMatchObject([{ content: 'text 20', replyTo: 4 }])
  channel.setDraft('text 21')
  channel.send('text 21')
  expect(channel.draft.get()).toBe(null)
  await vi.advanceTimersByTimeAsync(10)
  expect(server.userData.drafts()).toEqual([])
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
    if (text.length === 20) server.userData.setDraft(id, 'elsewhere, meanwhile', null)
    await vi.advanceTimersByTimeAsync(150)
    expect(channel.draft.get()?.content).toBe(text)
  }
  await settled()
  expect([...shown]).toEqual(typed)
  expect(channel.isDraftDirty).toBe(false)
  expect(server.userData.drafts()).toMatchObject([{ content: typed.at(-1) }])
  server.userData.setDraft(id, 'elsewhere', null)
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
  for (const event of late) client.receive(event)
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
  server.userData.setDraft(id, 'elsewhere', null)
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
  expect(server.userData.drafts()).toMatchObject([{ content: 'offline' }])
  client.chime.channel(id).setDraft('the last words')
  client.chime.close()
  await settled()
  expect(server.userData.drafts()).toMatchObject([{ content: 'the last words' }])
  expect(client.chime.connection.get().status).toBe('offline')
})
