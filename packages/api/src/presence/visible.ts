import { type Database, schema } from '@chime/db'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const mine = alias(schema.members, 'mine')
const theirs = alias(schema.members, 'theirs')

/** Of these people, myself and those I share a channel with: nobody else's presence is my business. In the order asked. */
export async function visibleTo({ drizzle }: Database, userId: string, userIds: readonly string[]): Promise<string[]> {
  const others = [...new Set(userIds)].filter((id) => id !== userId)
  if (others.length === 0) return userIds.includes(userId) ? [userId] : []
  const rows = await drizzle
    .selectDistinct({ userId: theirs.userId })
    .from(theirs)
    .innerJoin(mine, eq(mine.channelId, theirs.channelId))
    .where(and(eq(mine.userId, userId), isNull(mine.leftAt), isNull(theirs.leftAt), inArray(theirs.userId, others)))
  const visible = new Set(rows.map((row) => row.userId)).add(userId)
  return [...new Set(userIds)].filter((id) => visible.has(id))
}
