import { asc, inArray } from 'drizzle-orm'
import type { Tx } from './driver.ts'
import { channels, users } from './schema/index.ts'

/*
 * Every change begins with these locks. Their order keeps transactions from deadlocking: first channels, all at once and in id
 * order; then users, all at once and in id order; then anything else.
 *
 * Read what you check after you have the lock, not before. Take a revision only under the lock: then revisions are committed in
 * order, and no reader sees 11 before 10.
 *
 * The locks are FOR NO KEY UPDATE: they keep writers out, and foreign keys may still refer to the row.
 */
export type ChannelRow = typeof channels.$inferSelect
export type UserRow = typeof users.$inferSelect

/** @returns the channel as it is under the lock; undefined when there is no such channel */
export async function lockChannel(tx: Tx, channelId: string): Promise<ChannelRow | undefined> {
  const rows = await lockChannels(tx, [channelId])
  return rows[0]
}

/** @returns the channels that exist, in id order */
export async function lockChannels(tx: Tx, channelIds: readonly string[]): Promise<ChannelRow[]> {
  return tx
    .select()
    .from(channels)
    .where(inArray(channels.id, [...channelIds]))
    .orderBy(asc(channels.id))
    .for('no key update')
}

/** To be called after channels are locked. @returns the users that exist, in id order */
export async function lockUsers(tx: Tx, userIds: readonly string[]): Promise<UserRow[]> {
  return tx
    .select()
    .from(users)
    .where(inArray(users.id, [...userIds]))
    .orderBy(asc(users.id))
    .for('no key update')
}
