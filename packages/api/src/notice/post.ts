import { type ChannelRow, schema, type Tx } from '@chime/db'
import { isolated, limits, type Notice } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import type { ChannelEvent } from '../event/publish.ts'
import { toMessage } from '../message/present.ts'

const { channels, messages } = schema

/**
 * The channel's row after the notice, and the events to publish, ascending. Where there are no notices, the row is
 * unchanged and there are no events.
 */
export type PostedNotice = { channel: ChannelRow; events: ChannelEvent[] }

/**
 * Posts a notice in a locked channel: a system message about what has happened to the channel. It takes a number and a
 * revision, and never counts as unread. Direct conversations and threads have no notices. Announcement channels have
 * none about people who come and go.
 *
 * @param userId who did it
 */
export async function postNotice(tx: Tx, channel: ChannelRow, userId: string, notice: Notice): Promise<PostedNotice> {
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
      // Not the time at which the transaction began: it may have waited for the lock, behind messages that come before
      // the notice.
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

/** The people whom a notice is about: the first few ids, and their number. */
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
  // The cut may leave half of a surrogate pair, which Postgres would refuse.
  return text.slice(0, limits.metadataValueMax).replace(/[\ud800-\udbff]$/, '')
}

/** The content of the notice, for clients that do not know notices. Who did it is the message's author. */
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
      return `Renamed the channel to ${isolated(notice.name)}`
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
