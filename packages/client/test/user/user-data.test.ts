import type { ServerEvent } from '@chime/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Readable } from '../../src/readable.ts'
import { invitation, me, reminder, scheduled, uuidOf } from '../model/rows.ts'
import { settled, setUp } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})

const nothing = {
  channels: [],
  left: [],
  drafts: [],
  blocks: [],
  scheduled: [],
  reminders: [],
  saved: [],
  invitations: [],
}

test('a list of mine is asked for once somebody wants it, and followed from then on', async () => {
  const { server, client } = await setUp()
  const { chime, counts } = client
  server.userData.putReminder(reminder(1, 'waiting'))
  await settled()
  expect(
    ['channels.drafts', 'users.blocked', 'messages.scheduled', 'reminders.list', 'emoji.list'].map((name) =>
      counts.get(name),
    ),
  ).toEqual(Array(5).fill(undefined))
  const end = watch(chime.reminders)
  watch(chime.scheduled)
  await settled()
  expect(chime.reminders.get()).toEqual([reminder(1, 'waiting')])
  server.userData.putReminder(reminder(0, 'waiting'))
  server.userData.putScheduled(scheduled(2, 'failed', { error: 'archived' }))
  server.userData.putScheduled(scheduled(1, 'waiting'))
  expect(chime.reminders.get().map(({ id }) => id)).toEqual([reminder(0, 'due').id, reminder(1, 'due').id])
  expect(chime.scheduled.get().map(({ state }) => state)).toEqual(['waiting', 'failed'])
  end()
  server.userData.putReminder(reminder(1, 'deleted'))
  server.userData.putScheduled(scheduled(1, 'sent'))
  watch(chime.reminders)
  await settled()
  expect(chime.reminders.get()).toEqual([reminder(0, 'waiting')])
  expect(chime.scheduled.get()).toMatchObject([{ state: 'failed' }])
  expect([counts.get('reminders.list'), counts.get('messages.scheduled')]).toEqual([1, 1])
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
      server.userData.reminders(),
      server.userData.scheduled(),
      new Set(server.userData.blocked().map((user) => user.id)),
      server.userData.drafts(),
    ])
  }
  const change = (n: number) => {
    server.userData.putReminder(reminder(n, 'waiting'))
    server.userData.putScheduled(scheduled(n, 'waiting'))
    server.userData.block(uuidOf('a', 10 + n), true)
    server.userData.setDraft(id, `text ${n}`, null)
  }
  client.faults.drop = 1
  change(1)
  client.faults.drop = 0
  change(2)
  await check()
  client.cut()
  change(3)
  server.userData.block(uuidOf('a', 11), false)
  client.reconnect()
  await check()
  client.cut()
  change(4)
  // More was missed than the server reports: it answers `reset`, and the lists are loaded again.
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

test('another login sees no list of the one before', async () => {
  const { server, client, id } = await setUp()
  watch(client.chime.drafts)
  watch(client.chime.blocked)
  server.userData.block(bob, true)
  server.userData.setDraft(id, 'hers', null)
  await settled()
  client.chime.channel(id).setDraft('typed by her')
  expect(client.chime.blocked.get().size).toBe(1)
  await settled()
  client.chime.close()
  server.userData.block(bob, false)
  server.userData.setDraft(id, '', null)
  Object.assign(server, { me: me(3), epoch: uuidOf('e', 2) })
  client.chime.connect()
  await settled()
  expect(client.chime.blocked.get().size).toBe(0)
  expect(client.chime.drafts.get()).toEqual([])
})

test('whoever waits to be called back is, also when it became due while they were away', async () => {
  const { server, client } = await setUp()
  const heard: string[] = []
  client.chime.on('reminder', (event: ServerEvent & { type: 'reminder' }) => heard.push(event.reminder.id))
  server.userData.putReminder(reminder(1, 'due'))
  client.cut()
  server.userData.putReminder(reminder(2, 'due'))
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
  while (server.userData.blocked().length === 0) await vi.advanceTimersByTimeAsync(10)
  server.userData.block(bob, false)
  await settled()
  await blocking
  expect(client.chime.blocked.get().size).toBe(0)
})

test('invitations are listed once somebody looks, followed from then on, and gone when they are answered', async () => {
  const { server, client } = await setUp()
  const { chime, counts } = client
  server.userData.putInvitation(invitation(1, 'waiting'))
  await settled()
  expect([chime.invitations.get(), counts.get('members.invitations')]).toEqual([[], undefined])
  watch(chime.invitations)
  await settled()
  expect(chime.invitations.get()).toEqual([invitation(1, 'waiting')])
  server.userData.putInvitation(invitation(2, 'waiting'))
  expect(chime.invitations.get()).toEqual([invitation(2, 'waiting'), invitation(1, 'waiting')])
  server.userData.putInvitation(invitation(2, 'declined'))
  expect(chime.invitations.get()).toEqual([invitation(1, 'waiting')])
  client.reconnect()
  server.userData.putInvitation(invitation(1, 'withdrawn'))
  await settled()
  expect(chime.invitations.get()).toEqual([])
  expect(counts.get('members.invitations')).toBe(1)
})
