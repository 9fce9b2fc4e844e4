import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from './driver.ts'
import { channels, users } from './schema.ts'

/**
 * What every change begins with.
 *
 * The lock order, which keeps transactions from deadlocking: first channels, in id order, all of them at once; then users,
 * in id order, all of them at once; then anything else. Read what you check after the lock, not before. Take a revision
 * only under the lock: then the order of revisions is the order of commits, and no reader sees 11 before 10.
 *
 * The locks are FOR NO KEY UPDATE: they keep writers out, and let foreign keys refer to the row.
 */
export type ChannelRow = typeof channels.$inferSelect
export type UserRow = typeof users.$inferSelect

/** The channel as it is under the lock; undefined when there is none. */
export async function lockChannel(tx: Tx, channelId: string): Promise<ChannelRow | undefined> {
  const rows = await lockChannels(tx, [channelId])
  return rows[0]
}

/** Those that exist, in id order. */
export async function lockChannels(tx: Tx, channelIds: readonly string[]): Promise<ChannelRow[]> {
  return tx
    .select()
    .from(channels)
    .where(inArray(channels.id, [...channelIds]))
    .orderBy(asc(channels.id))
    .for('no key update')
}

/** Those that exist, in id order. After the channels. */
export async function lockUsers(tx: Tx, userIds: readonly string[]): Promise<UserRow[]> {
  return tx
    .select()
    .from(users)
    .where(inArray(users.id, [...userIds]))
    .orderBy(asc(users.id))
    .for('no key update')
}

/**
 * Takes the channel's next `by` revisions, under its lock.
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
 * Takes the next revision of each of these users' own streams. Locks them in id order itself; locking them before
 * (`lockUsers`) is needed only to read something under the lock.
 *
 * @param by how many each takes
 * @returns the last of them by user id; users that do not exist are missing
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
