import { type ChannelRow, schema, type Tx } from '@chime/db'
import { limits, type Notice } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import type { ChannelEvent } from '../event/publish.ts'
import { toMessage } from '../message/present.ts'

const { channels, messages } = schema

/** The channel's row after the notice, and what is to be published of it, ascending: nothing where there are no notices. */
export type Noted = { channel: ChannelRow; events: ChannelEvent[] }

/**
 * Says in a locked channel's timeline what has happened to it: a message that takes a number and a revision and is no unread
 * one. A direct conversation and a thread have no notices; an announcement has none of people who come and go.
 *
 * @param userId who did it
 */
export async function note(tx: Tx, channel: ChannelRow, userId: string, notice: Notice): Promise<Noted> {
  if (!hasNotices(channel, notice)) return { channel, events: [] }
  const [head] = await tx
    .update(channels)
    .set({ lastNumber: sql`${channels.lastNumber} + 1`, revision: sql`${channels.revision} + 1` })
    .where(eq(channels.id, channel.id))
    .returning()
  if (!head) throw new Error('a locked channel is gone')
  const [message] = await tx
    .insert(messages)
    .values({
      channelId: head.id,
      number: head.lastNumber,
      revision: head.revision,
      counted: head.counted,
      kind: 'system',
      userId,
      clientId: crypto.randomUUID(),
      content: sentence(notice),
      metadata: metadataOf(notice),
      // Not when the transaction began: it may have waited for the lock, behind messages that came before this one.
      createdAt: sql`clock_timestamp()`,
    })
    .returning()
  if (!message) throw new Error('a notice is gone')
  const { revision } = head
  const event = {
    type: 'message' as const,
    channelId: head.id,
    after: revision - 1,
    revision,
    message: toMessage(message),
  }
  return { channel: head, events: [event] }
}

/** Those whom a notice is about: the first by name, and how many they are. */
export const people = (userIds: readonly string[]) => ({
  userIds: userIds.slice(0, limits.noticePeopleMax),
  count: userIds.length,
})

function hasNotices({ kind }: ChannelRow, { notice }: Notice): boolean {
  if (kind === 'announcement') return notice !== 'joined' && notice !== 'left' && notice !== 'added'
  return kind === 'group' || kind === 'public'
}

const metadataOf = (notice: Notice): Record<string, string> =>
  Object.fromEntries(Object.entries(notice).map(([key, value]) => [key, metadataValue(value)]))

function metadataValue(value: string | number | readonly string[]): string {
  const text = typeof value === 'object' ? value.join(' ') : String(value)
  // Half a surrogate pair at the cut is no text, and Postgres would refuse it.
  return text.slice(0, limits.metadataValueMax).replace(/[\ud800-\udbff]$/, '')
}

/** For clients that know no notices. Who did it stands beside it, as beside any message. */
function sentence(notice: Notice): string {
  switch (notice.notice) {
    case 'joined':
      return 'Joined the channel'
    case 'left':
      return 'Left the channel'
    case 'added':
      return `Added ${persons(notice.count)} to the channel`
    case 'removed':
      return `Removed ${persons(notice.count)} from the channel`
    case 'role':
      return `Made ${persons(notice.count)} ${notice.role === 'member' ? 'a plain member' : `an ${notice.role}`}`
    case 'renamed':
      return `Renamed the channel to ${notice.name}`
    case 'described':
      return notice.description === '' ? 'Cleared the description' : 'Changed the description'
    case 'slowed':
      return notice.seconds === 0 ? 'Turned slow mode off' : `Set slow mode to ${notice.seconds} s`
    case 'archived':
      return 'Archived the channel'
    case 'unarchived':
      return 'Brought the channel back from the archive'
  }
}

const persons = (count: number) => (count === 1 ? '1 person' : `${count} people`)
