import { type ChannelRow, type MemberRow, type Mentioned, type MessageRow, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { startMemberships } from '../member/start-memberships.ts'
import { isSkipped } from '../read-marker/position.ts'

const { members } = schema

/**
 * Makes whom an edited message of a thread calls follow that thread, just as the message log does for a new message: from
 * this message on it is unread. To be called under the locks of the thread and of its parent channel.
 *
 * @returns what to publish, and the new followers, who have to be told too (`publishJoined`)
 */
export async function followConcerned(
  tx: Tx,
  thread: ChannelRow,
  { number, counted, userId }: MessageRow,
  { mentionedUserIds, mentionedEveryone }: Mentioned,
): Promise<{ publications: Publication[]; followers: MemberRow[] }> {
  if (!mentionedUserIds && !mentionedEveryone) return { publications: [], followers: [] }
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from find_concerned(
      ${thread.id}::uuid, ${userId}::uuid, ${sql.param(mentionedUserIds)}::uuid[], ${mentionedEveryone}::everyone_mention
    )`)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return { publications: [], followers: [] }
  const { publications } = await startMemberships(tx, thread, ids)
  const skipped = sql`(
    select count(*) from messages w where w.channel_id = ${thread.id} and w.number >= ${number}
      and ${isSkipped(sql`${members.userId}`)}
  )`
  const followers = await tx
    .update(members)
    .set({ readNumber: number - 1, readCounted: counted - 1, skipped })
    .where(and(eq(members.channelId, thread.id), inArray(members.userId, ids)))
    .returning()
  // What tells the new followers says that they have read everything, and is left out.
  return { publications: publications.slice(0, 1), followers }
}
