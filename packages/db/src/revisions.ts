import { eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './driver.ts'
import { lockUsers } from './locks.ts'
import { channels, users } from './schema/index.ts'

/**
 * Takes the channel's next `by` revisions. To be called under the lock of the channel.
 *
 * @returns the last of them; the first is `by - 1` less
 * @throws when there is no such channel
 */
export async function nextRevision(tx: Tx, channelId: string, by = 1): Promise<number> {
  const rows = await tx
    .update(channels)
    .set({ revision: sql`${channels.revision} + ${by}` })
    .where(eq(channels.id, channelId))
    .returning({ revision: channels.revision })
  const row = rows[0]
  if (row === undefined) throw new Error(`no channel ${channelId} to take a revision of`)
  return row.revision
}

/**
 * Takes the next `by` revisions of the own stream of each of these users. Locks the users itself, in id order: calling
 * `lockUsers` before is needed only for reading something under the lock.
 *
 * @returns the last one for each user id; users that do not exist are missing
 */
export async function nextUserRevisions(tx: Tx, userIds: readonly string[], by = 1): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map()
  const locked = await lockUsers(tx, userIds)
  const ids = locked.map((user) => user.id)
  const rows = await tx
    .update(users)
    .set({ revision: sql`${users.revision} + ${by}` })
    .where(inArray(users.id, ids))
    .returning({ id: users.id, revision: users.revision })
  return new Map(rows.map((row) => [row.id, row.revision]))
}
