import { mentionsIn } from '@chime/protocol'
import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from './driver.ts'
import type { MessageRow } from './message-log.ts'
import { mentions } from './schema.ts'

export type Mentioned = Pick<MessageRow, 'mentionedUserIds' | 'mentionedEveryone'>

/** Whom a text by this user calls in this channel: what the message log finds for a new message. Under the channel's lock. */
export async function findMentioned(
  tx: Tx,
  { channelId, userId, content }: { channelId: string; userId: string; content: string },
): Promise<Mentioned> {
  const written = mentionsIn(content)
  if (!written) return { mentionedUserIds: null, mentionedEveryone: null }
  const mentions = JSON.stringify([{ place: 1, ...written }])
  const { rows } = await tx.execute<{ users: string[] | null; everyone: Mentioned['mentionedEveryone'] }>(
    sql`select users, everyone from find_mentioned(array[${channelId}::uuid], array[${userId}::uuid], ${mentions}::jsonb)`,
  )
  return { mentionedUserIds: rows[0]?.users ?? null, mentionedEveryone: rows[0]?.everyone ?? null }
}

/** Puts these mentions in the place of those that the message had. */
export async function noteMentions(tx: Tx, message: MessageRow, mentioned: Mentioned): Promise<void> {
  const { channelId, number } = message
  if (message.mentionedUserIds || message.mentionedEveryone) {
    await tx.delete(mentions).where(and(eq(mentions.channelId, channelId), eq(mentions.number, number)))
  }
  // Who is called by name is called with everybody else: one message is one mention. Who is there now (`here`) is no matter
  // of unread messages.
  const all: (string | null)[] = mentioned.mentionedEveryone === 'channel' ? [null] : (mentioned.mentionedUserIds ?? [])
  if (all.length > 0) await tx.insert(mentions).values(all.map((userId) => ({ channelId, number, userId })))
}
