import { type MessageRow, schema, type Tx } from '@chime/db'
import { sql } from 'drizzle-orm'

const { blocks, members } = schema

/**
 * Takes a deleted message out of what is unread, for everybody whose read marker is before it and for whom it counted:
 * not for its author, nor for those who have blocked the author. To be called under the lock of the channel.
 *
 * One statement, also where thousands have not read it: it changes no column that is in an index, and finds room in the
 * pages of the rows (see `members`). It took from 14 to 22 ms for each thousand of them on a busy machine, and messages
 * to the channel wait that long.
 */
export async function skipDeleted(tx: Tx, { channelId, number, userId }: MessageRow): Promise<void> {
  await tx.execute(sql`
    update ${members} m set skipped = m.skipped + 1
    where m.channel_id = ${channelId} and m.read_number < ${number} and m.left_at is null
    and m.user_id is distinct from ${userId}::uuid
    and not exists (
      select from ${blocks} b where b.user_id = m.user_id and b.blocked_id = ${userId}::uuid and b.lifted_at is null
    )`)
}
