import { lockChannel, type MessageRow, nextRevision, schema, type Tx } from '@chime/db'
import { foldVersion, limits, spellEmoji } from '@chime/protocol'
import { and, asc, eq, sql } from 'drizzle-orm'
import { change, channelPublication } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { texts } from '../sql-arrays.ts'
import { type MessageKey, ofMessage } from './change.ts'
import { toMessage } from './present.ts'

const { instance, messages, reactions } = schema

type Reactions = NonNullable<MessageRow['reactions']>

/** Messages that one look takes. */
const atOnce = 500

/**
 * Spells the emoji of a message's reactions as `spellEmoji` does, so that those that look alike are one reaction. They
 * are from before reactions were spelled so. Call it under the channel's lock, and keep what it returns.
 *
 * @returns the reactions as they are then; null when all were spelled so already
 */
export async function mendReactions(tx: Tx, message: MessageRow): Promise<Reactions | null> {
  if (!message.reactions?.some(({ emoji }) => spellEmoji(emoji) !== emoji)) return null
  const ofThis = and(eq(reactions.channelId, message.channelId), eq(reactions.number, message.number))
  const rows = await tx.select().from(reactions).where(ofThis).orderBy(asc(reactions.createdAt), asc(reactions.userId))
  const spelled = rows.map((row) => ({ ...row, emoji: spellEmoji(row.emoji) }))
  await tx.delete(reactions).where(ofThis)
  // Somebody may have reacted in both spellings: the earlier one stays.
  if (spelled.length > 0) await tx.insert(reactions).values(spelled).onConflictDoNothing()
  const users = Map.groupBy(spelled, ({ emoji }) => emoji)
  return [...users].map(([emoji, all]) => {
    const userIds = [...new Set(all.map(({ userId }) => userId))]
    return { emoji, count: userIds.length, userIds: userIds.slice(0, limits.reactionUsersMax) }
  })
}

/** Does that for every message of the database, once for each version of the fold. Clients see it as they see any change. */
export async function mendAllReactions(services: Pick<Services, 'db' | 'bus' | 'log'>): Promise<void> {
  const { drizzle } = services.db
  if (((await drizzle.select().from(instance))[0]?.reactionsFoldVersion ?? 0) >= foldVersion) return
  const { rows } = await drizzle.execute<{ emoji: string }>(sql`select distinct emoji from reactions`)
  const wrong = rows.map(({ emoji }) => emoji).filter((emoji) => spellEmoji(emoji) !== emoji)
  let last: MessageKey | undefined = { channelId: '00000000-0000-0000-0000-000000000000', number: 0 }
  while (wrong.length > 0 && last) {
    const found: { rows: MessageKey[] } = await drizzle.execute<MessageKey>(sql`
      select distinct channel_id as "channelId", number from reactions
      where (channel_id, number) > (${last.channelId}::uuid, ${last.number}::bigint) and emoji = any(${texts(wrong)})
      order by 1, 2 limit ${atOnce}`)
    for (const key of found.rows) await mendMessage(services, key)
    last = found.rows.at(-1)
  }
  await drizzle.update(instance).set({ reactionsFoldVersion: foldVersion })
}

function mendMessage(services: Pick<Services, 'db' | 'bus' | 'log'>, key: MessageKey): Promise<void> {
  const { channelId } = key
  return change(services, async (tx, publishAfterCommit) => {
    await lockChannel(tx, channelId)
    const [message] = await tx.select().from(messages).where(ofMessage(key))
    const mended = message && (await mendReactions(tx, message))
    if (!mended) return
    const revision = await nextRevision(tx, channelId)
    const [row] = await tx.update(messages).set({ reactions: mended, revision }).where(ofMessage(key)).returning()
    if (!row) return
    const event = { type: 'message' as const, channelId, after: revision - 1, revision, message: toMessage(row) }
    publishAfterCommit(channelPublication(channelId, [event]))
  })
}
