import type { Message } from '@chime/protocol'
import { expect, vi } from 'vitest'
import type { Timeline } from '../../src/state/timeline.ts'
import { pinnedOf } from './channel-rows.ts'
import { type ModelClient, modelClient } from './client.ts'
import type { ModelServer } from './server.ts'

function sent(timeline: Timeline) {
  return timeline.items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
}

/** What the user types stays as it is until the server has it, whatever the server says of older states. */
export function checkTyped(client: ModelClient, typed: ReadonlyMap<string, string>): void {
  for (const [id, text] of typed) {
    const channel = client.chime.channel(id)
    if (channel.isDraftDirty) expect(channel.draft.get()?.content ?? '').toBe(text)
  }
}

/**
 * What has to hold at every moment, whatever gets lost: messages without a gap, unsent ones after them, and no message
 * older than it was.
 */
export function checkMoment(client: ModelClient, ids: readonly string[], seen: Map<string, number>): void {
  for (const id of ids) {
    const { items } = client.chime.channel(id).timeline.get()
    const rows = sent(client.chime.channel(id).timeline.get())
    // Compared without `expect`, which would take most of the time of a run if it was called for each message.
    rows.forEach((row, i) => {
      const key = `${id}:${row.number}`
      const isNext = row.number === (rows[0]?.number ?? 0) + i
      if (!isNext || row.revision < (seen.get(key) ?? 0)) expect.fail(`${key}@${row.revision} after ${seen.get(key)}`)
      seen.set(key, row.revision)
    })
    expect(items.slice(0, rows.length).every((item) => item.state === 'sent')).toBe(true)
    const keys = items.map((item) => (item.state === 'sent' ? item.message.clientId : item.clientId))
    expect(new Set(keys).size).toBe(keys.length)
  }
}

/** In the end a client has to show what the server has, and what a new client shows. */
export async function checkEnd(server: ModelServer, client: ModelClient, ids: readonly string[]): Promise<void> {
  const fresh = modelClient(server)
  fresh.chime.connect()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(client.chime.channels.get()).toEqual(fresh.chime.channels.get())
  const mine = ids.filter((id) => server.isMember(id)).map((id) => server.summary(id))
  expect(client.chime.channels.get().length).toBe(mine.filter(({ kind }) => kind !== 'thread').length)
  // A new client may not know threads that have nothing unread.
  for (const thread of fresh.chime.threads.get()) expect(client.chime.threads.get()).toContainEqual(thread)
  for (const thread of client.chime.threads.get()) expect(mine).toContainEqual(thread)
  for (const id of ids) {
    const channelRows = server.channel(id)
    const channel = client.chime.channel(id)
    expect(channel.timeline.get().items.filter((item) => item.state === 'pending')).toEqual([])
    if (!server.isMember(id)) {
      expect(server.mayRead(id) || sent(channel.timeline.get()).length === 0).toBe(true)
      continue
    }
    const { hasBefore, hasAfter, status } = channel.timeline.get()
    if (status !== 'ready') continue
    const rows = sent(channel.timeline.get())
    const first = rows[0]?.number ?? 1
    const last = rows.at(-1)?.number ?? 0
    expect(rows).toEqual(channelRows.messages.slice(first - 1, last))
    expect({ hasBefore, hasAfter }).toEqual({ hasBefore: first > 1, hasAfter: last < channelRows.channel.lastNumber })
    const members = channel.members.get()
    const pinned = channel.pinned.get()
    if (pinned) expect(byNumber(pinned)).toEqual(byNumber(pinnedOf(server.channel(id))))
    if (members.complete) {
      const present = [...channelRows.members.values()].filter((row) => row.leftAt === null)
      expect(new Set(members.members)).toEqual(new Set(present))
    }
  }
  const { userData } = server
  expect(client.chime.drafts.get()).toEqual(userData.drafts())
  expect(client.chime.blocked.get()).toEqual(new Set(userData.blocked().map((user) => user.id)))
  expect(client.chime.scheduled.get()).toEqual(userData.scheduled())
  expect(client.chime.reminders.get()).toEqual(userData.reminders())
  expect(client.chime.saved.get()).toEqual(userData.saved())
  expect(client.chime.invitations.get()).toEqual(userData.invitations())
  fresh.chime.close()
}

const byNumber = (rows: readonly Message[]) => rows.toSorted((a, b) => a.number - b.number)

/** The lists that belong to the user alone. They are loaded once somebody subscribes. */
export const ownLists = ({ chime }: ModelClient) => [
  chime.threads,
  chime.drafts,
  chime.blocked,
  chime.scheduled,
  chime.reminders,
  chime.saved,
  chime.invitations,
]
