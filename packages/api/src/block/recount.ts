import { lockChannels, lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { isSkipped } from '../read-marker/position.ts'
import { userRows } from '../user-stream/rows.ts'

const { blocks, channels, members, messages } = schema

/** How many channels one transaction recounts. Meanwhile nobody can write in them. */
export const channelsAtOnce = 100

/**
 * The channels and threads in which a block changes what is unread for the user: where the other one may write, or has
 * written after the user's marker. In id order.
 */
export async function channelsOfBoth(tx: Tx, userId: string, otherId: string): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select m.channel_id as id from ${members} m join ${channels} c on c.id = m.channel_id
    where m.user_id = ${userId} and m.left_at is null and (
      exists (
        select from ${members} o where o.channel_id = coalesce(c.parent_channel_id, c.id) and o.user_id = ${otherId}
        and o.left_at is null
      ) or (c.counted > m.read_counted and ${hasWritten(sql`${otherId}::uuid`)})
    ) order by 1`)
  return rows.map(({ id }) => id)
}

const hasWritten = (userId: SQL) => sql`exists (
  select from ${messages} w where w.channel_id = m.channel_id and w.number > m.read_number and w.user_id = ${userId}
)`

/**
 * Counts anew how many messages after the user's marker are nothing new for them, in these channels. To be called under
 * the locks of the channels and of the user, with the block as it is from now on.
 */
export async function recountSkipped(tx: Tx, userId: string, channelIds: readonly string[]): Promise<void> {
  if (channelIds.length === 0) return
  await tx.execute(sql`
    update ${members} m set skipped = (
      select count(*) from ${messages} w where w.channel_id = m.channel_id and w.number > m.read_number
      and ${isSkipped(sql`m.user_id`)}
    )
    from ${channels} c
    where c.id = m.channel_id and m.user_id = ${userId} and c.counted > m.read_counted
    and m.channel_id = any(${sql.param([...channelIds])}::uuid[])`)
}

/**
 * Recounts the channels for which the transaction of the block itself had no room, and then tells the user's devices of
 * the block once more: they ask for the counts when they hear of it.
 */
export async function recountOthers(
  ctx: SignedInContext,
  otherId: string,
  channelIds: readonly string[],
): Promise<void> {
  const { userId } = ctx.actor
  for (let from = 0; from < channelIds.length; from += channelsAtOnce) {
    const some = channelIds.slice(from, from + channelsAtOnce)
    await change(ctx.services, async (tx, publishAfterCommit) => {
      await lockChannels(tx, some)
      await lockUsers(tx, [userId])
      await recountSkipped(tx, userId, some)
      if (from + channelsAtOnce < channelIds.length) return
      const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
      const [row] = await tx
        .update(blocks)
        .set({ userRevision })
        .where(and(eq(blocks.userId, userId), eq(blocks.blockedId, otherId)))
        .returning()
      if (row) publishAfterCommit(userRows.blocks.publication(row))
    })
  }
}
