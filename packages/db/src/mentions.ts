import { mentionsIn } from '@chime/protocol/text'
import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from './driver.ts'
import type { MessageRow } from './message-log/rows.ts'
import { mentions } from './schema/index.ts'

export type Mentioned = Pick<MessageRow, 'mentionedUserIds' | 'mentionedEveryone'>

/**
 * Finds whom a text of this user mentions in this channel, just as the message log does for a new message. To be called under the
 * lock of the channel.
 */
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

/** Replaces the rows of mentions that the message had before. */
export async function replaceMentions(tx: Tx, message: MessageRow, mentioned: Mentioned): Promise<void> {
  const { channelId, number } = message
  if (message.mentionedUserIds || message.mentionedEveryone) {
    await tx.delete(mentions).where(and(eq(mentions.channelId, channelId), eq(mentions.number, number)))
  }
  // Where everyone is mentioned there is no row for each name as well: one message counts as one mention. `here` gets no row: it
  // is about who is online now, and not about unread messages.
  const all: (string | null)[] = mentioned.mentionedEveryone === 'channel' ? [null] : (mentioned.mentionedUserIds ?? [])
  const authorId = message.userId
  if (all.length > 0) await tx.insert(mentions).values(all.map((userId) => ({ channelId, number, userId, authorId })))
}
