import { type ChannelRow, nextRevision, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { sql } from 'drizzle-orm'
import { channelPublication } from '../event/publish.ts'
import { ofMessage } from '../message/change.ts'
import { toMessage } from '../message/present.ts'

const { messages } = schema

/**
 * Corrects what the message above a thread shows of it, where a reply is deleted: how many replies there are, who wrote
 * them, and when the last one came. To be called under the locks of the thread and of its parent channel.
 */
export async function replyDeleted(
  tx: Tx,
  { id, parentChannelId, parentNumber }: ChannelRow,
  number: number,
): Promise<Publication[]> {
  if (parentChannelId === null || parentNumber === null) return []
  const replies = sql`from ${messages} r where r.channel_id = ${id} and r.deleted_at is null and r.number <> ${number}`
  const revision = await nextRevision(tx, parentChannelId)
  const [above] = await tx
    .update(messages)
    .set({
      revision,
      threadReplies: sql`greatest(0, ${messages.threadReplies} - 1)`,
      threadLastReplyAt: sql`(select r.created_at ${replies} order by r.number desc limit 1)`,
      threadUserIds: sql`coalesce((
        select array_agg(f.user_id order by f.n) from (
          select r.user_id, min(r.number) as n ${replies} and r.user_id is not null group by 1 order by 2 limit 3
        ) f
      ), '{}')`,
    })
    .where(ofMessage({ channelId: parentChannelId, number: parentNumber }))
    .returning()
  if (!above) throw new Error('the message above a thread is gone')
  const event = { type: 'message' as const, channelId: parentChannelId, after: revision - 1, revision }
  return [channelPublication(parentChannelId, [{ ...event, message: toMessage(above) }])]
}
