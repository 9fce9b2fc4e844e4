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
  const { rows } = await tx.execute<{ found: { users: string[]; everyone: Mentioned['mentionedEveryone'] } }>(
    sql`select find_mentioned(${channelId}, ${userId}, ${JSON.stringify(written.names)}, ${written.everyone}) as found`,
  )
  const found = rows[0]?.found
  return {
    mentionedUserIds: found && found.users.length > 0 ? found.users : null,
    mentionedEveryone: found?.everyone ?? null,
  }
}

/** Puts these mentions in the place of those that the message had. */
export async function noteMentions(tx: Tx, message: MessageRow, mentioned: Mentioned): Promise<void> {
  const { channelId, number } = message
  if (message.mentionedUserIds || message.mentionedEveryone) {
    await tx.delete(mentions).where(and(eq(mentions.channelId, channelId), eq(mentions.number, number)))
  }
  const called: (string | null)[] = mentioned.mentionedUserIds ?? []
  // Who is there now (`here`) is no matter of unread messages.
  const all = mentioned.mentionedEveryone === 'channel' ? [...called, null] : called
  if (all.length > 0) await tx.insert(mentions).values(all.map((userId) => ({ channelId, number, userId })))
}
