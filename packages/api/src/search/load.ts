import { type Database, type MessageRow, schema } from '@chime/db'
import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { bigints, uuids } from '../sql-arrays.ts'
import { readableChannels } from './readable.ts'

const { channels, messages } = schema

/**
 * Loads the messages that were found, in their order. The index only says where to look, and nothing of it is shown:
 * messages that were deleted meanwhile, or that the person may not read any more, are left out.
 */
export async function loadFound(
  { drizzle }: Database,
  userId: string,
  found: readonly { channelId: string; number: number }[],
): Promise<MessageRow[]> {
  if (found.length === 0) return []
  const places = sql`(select * from unnest(${uuids(found.map((one) => one.channelId))},
    ${bigints(found.map((one) => one.number))}))`
  const rows = await drizzle
    .select(getTableColumns(messages))
    .from(messages)
    .innerJoin(channels, eq(channels.id, messages.channelId))
    .where(
      and(
        sql`(${messages.channelId}, ${messages.number}) in ${places}`,
        isNull(messages.deletedAt),
        sql`coalesce(${channels.parentChannelId}, ${channels.id}) in (with ${readableChannels(userId, null)} select id from readable)`,
      ),
    )
  const keyOf = ({ channelId, number }: { channelId: string; number: number }) => `${channelId} ${number}`
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  return found.flatMap((one) => byKey.get(keyOf(one)) ?? [])
}
