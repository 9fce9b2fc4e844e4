import { schema, type Tx } from '@chime/db'
import { eq } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { emojis } = schema

/**
 * Checks that a custom emoji, written as `:name:`, exists on this server. Unicode emoji always pass.
 *
 * @throws Refusal `INVALID_INPUT`
 */
export async function mustBeKnownEmoji(tx: Pick<Tx, '$count'>, emoji: string): Promise<void> {
  if (!emoji.startsWith(':')) return
  if ((await tx.$count(emojis, eq(emojis.name, emoji.slice(1, -1)))) === 0) {
    throw new Refusal('INVALID_INPUT', `emoji: there is no ${emoji} here`, { field: 'emoji' })
  }
}
