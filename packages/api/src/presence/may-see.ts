import { schema } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import { areAcquainted, type People, reachOf, shareAChannel } from '../reach/acquainted.ts'

const { blocks } = schema

/**
 * The condition that one user may see the presence of another: they share a channel, and one that both have chosen if the
 * other is not reachable by everybody; and neither has blocked the other.
 *
 * @param reachableBy the other's `users.reachable_by`
 */
export const maySee = (
  people: People,
  watcher: SQL,
  { id, reachableBy }: { id: SQL; reachableBy: SQL },
): SQL<boolean> =>
  sql`(
    case when ${reachOf(people, reachableBy)} = 'everybody' then ${shareAChannel(watcher, id)}
      else ${areAcquainted(watcher, id)} end
    and not exists (
      select from ${blocks} b where b.lifted_at is null
      and (b.user_id, b.blocked_id) in ((${id}, ${watcher}), (${watcher}, ${id}))))`
