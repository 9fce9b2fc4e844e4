import { schema, type Tx } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { emojis, users } = schema

/** @throws Refusal `FORBIDDEN` for who is no admin of this server */
export async function mustAdminister(tx: Pick<Tx, '$count'>, userId: string): Promise<void> {
  const admins = and(eq(users.id, userId), eq(users.role, 'admin'), isNull(users.suspendedAt))
  if ((await tx.$count(users, admins)) === 0) throw new Refusal('FORBIDDEN', 'Only admins of this server may do this')
}

/**
 * Emoji of Unicode are known; those of this server, written as `:name:`, are there or not.
 *
 * @throws Refusal `INVALID_INPUT`
 */
export async function mustBeKnownEmoji(tx: Pick<Tx, '$count'>, emoji: string): Promise<void> {
  if (!emoji.startsWith(':')) return
  if ((await tx.$count(emojis, eq(emojis.name, emoji.slice(1, -1)))) === 0) {
    throw new Refusal('INVALID_INPUT', `emoji: there is no ${emoji} here`, { field: 'emoji' })
  }
}
