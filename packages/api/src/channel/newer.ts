import { type MessageRow, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import { and, asc, count, eq, gt, sql } from 'drizzle-orm'
import type { ChannelRow, MemberRow } from './access.ts'

const { members, messages } = schema

type Newer = { messages: MessageRow[]; members: MemberRow[]; revision: number; more: boolean }

/**
 * The rows of a channel with a revision above `since`, ascending, at most `limit` of them. Each revision stamps one row
 * of these tables at most, so a page cannot cut inside one.
 *
 * @returns null when more than `limits.changesMax` rows changed
 */
export async function readChanges(tx: Tx, channel: ChannelRow, since: number, limit: number): Promise<Newer | null> {
  // A row keeps only its last revision, so fewer rows than revisions may have changed: count only where it can matter.
  if (channel.revision - since > limits.changesMax && (await countChanges(tx, channel.id, since)) > limits.changesMax) {
    return null
  }
  const changedMessages = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.channelId, channel.id), gt(messages.revision, since)))
    .orderBy(asc(messages.revision))
    .limit(limit + 1)
  const changedMembers = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channel.id), gt(members.revision, since)))
    .orderBy(asc(members.revision))
    .limit(limit + 1)
  const revisions = [...changedMessages, ...changedMembers].map((row) => row.revision).sort((a, b) => a - b)
  const more = revisions.length > limit
  const revision = (more ? revisions[limit - 1] : revisions.at(-1)) ?? since
  return {
    messages: changedMessages.filter((row) => row.revision <= revision),
    members: changedMembers.filter((row) => row.revision <= revision),
    revision,
    more,
  }
}

async function countChanges(tx: Tx, channelId: string, since: number): Promise<number> {
  const some = sql`(
    (select 1 from ${messages} where channel_id = ${channelId} and revision > ${since} limit ${limits.changesMax + 1})
    union all
    (select 1 from ${members} where channel_id = ${channelId} and revision > ${since} limit ${limits.changesMax + 1})
  ) changed`
  const [row] = await tx.select({ n: count() }).from(some)
  return row?.n ?? 0
}
