import { limits } from '@chime/protocol'
import { type SQL, sql } from 'drizzle-orm'

const most = sql.raw(String(limits.mentionsCountedMax))

/**
 * How many unread messages mention the user of a row of `members`, counted up to `limits.mentionsCountedMax`: neither
 * their own ones nor those by people whom they have blocked. It costs two look-ups in an index. For queries in which the
 * table `members` has no alias.
 *
 * @param upTo the number of the last message that counts; left out: all
 */
export function unreadMentions(upTo?: number): SQL<number> {
  const some = (whom: SQL) => sql`(
    select from mentions w where ${whom} and w.channel_id = members.channel_id and w.number > members.read_number
      ${upTo === undefined ? sql`` : sql`and w.number <= ${upTo}`}
      and w.author_id is distinct from members.user_id
      and not exists (
        select from blocks b where b.user_id = members.user_id and b.blocked_id = w.author_id and b.lifted_at is null
      )
      limit ${most}
  )`
  return sql<number>`(
    select count(*)::int from (
      ${some(sql`w.user_id = members.user_id`)} union all ${some(sql`w.user_id is null`)} limit ${most}
    ) calls
  )`
}

/**
 * The same for queries that join `channels`: where nothing is unread, as in most channels, the index is not read at
 * all.
 */
export const unreadMentionsWithChannel = sql<number>`case
  when channels.counted > members.read_counted + members.skipped then ${unreadMentions()} else 0
end`
