import { limits } from '@chime/protocol'
import { sql } from 'drizzle-orm'

/**
 * How many unread messages call the user of a row of `members`, counted up to `limits.mentionsCountedMax`: two probes of an
 * index. For a query in which `members` goes by that name.
 */
export const unreadMentions = sql<number>`(
  select count(*)::int from (
    (select from mentions w where w.user_id = members.user_id and w.channel_id = members.channel_id
      and w.number > members.read_number limit ${sql.raw(String(limits.mentionsCountedMax))})
    union all
    (select from mentions w where w.user_id is null and w.channel_id = members.channel_id
      and w.number > members.read_number limit ${sql.raw(String(limits.mentionsCountedMax))})
    limit ${sql.raw(String(limits.mentionsCountedMax))}
  ) calls
)`

/** The same where `channels` stands beside `members`: most channels have nothing unread, and cost nothing. */
export const unreadMentionsHere = sql<number>`case when channels.counted > members.read_counted then ${unreadMentions} else 0 end`
