import { type ChannelRow, type MemberRow, type MessageRow, schema, type Tx } from '@chime/db'
import { type Channel, limits, type Member, type Message } from '@chime/protocol'
import { and, asc, count, eq, getTableColumns, gt, lt, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { messageBytes, pageBytesMax } from '../cost/page-bytes.ts'
import { readEpoch } from '../event/epoch.ts'
import { toMember } from '../member/present.ts'
import { toMessage } from '../message/present.ts'
import { snapshot } from '../snapshot.ts'
import { loadReadable } from './access.ts'
import { toChannel } from './present.ts'

const { members, messages } = schema

type Input = { channelId: string; since: number; limit: number }
type Page = {
  epoch: string
  revision: number
  more: boolean
  reset: boolean
  messages: Message[]
  members: Member[]
  channel: Channel | null
}

/**
 * Reads what has changed in the channel after the revision `since`, from the current rows. So the answer grows with the
 * changes and not with the channel. When too much has changed, or `since` lies in the future, the answer is `reset`,
 * and the client loads the list again.
 */
export function channelChanges(ctx: SignedInContext, { channelId, since, limit }: Input): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await loadReadable(tx, ctx.actor.userId, channelId)
    const epoch = await readEpoch(tx)
    const nothing = { epoch, messages: [], members: [] }
    const reset = { ...nothing, revision: channel.revision, more: false, reset: true, channel: null }
    if (since > channel.revision) return reset
    const newer = await readNewer(tx, channel, since, limit)
    if (!newer) return reset
    return {
      epoch,
      revision: newer.more ? newer.revision : channel.revision,
      more: newer.more,
      reset: false,
      messages: newer.messages.map(toMessage),
      members: newer.members.map(toMember),
      channel: newer.more ? null : toChannel(channel),
    }
  })
}

type Newer = { messages: MessageRow[]; members: MemberRow[]; revision: number; more: boolean }

/**
 * Reads the rows of a channel with a revision above `since`, ascending, `limit` of them at most, and fewer of long
 * messages. Every revision belongs to one row only, so a page never ends inside a revision.
 *
 * @returns null when more than `limits.changesMax` rows have changed
 */
async function readNewer(tx: Tx, channel: ChannelRow, since: number, limit: number): Promise<Newer | null> {
  // A row keeps only its latest revision, so the number of changed rows may be lower than the number of revisions.
  // Counting is necessary only when there are that many revisions.
  if (channel.revision - since > limits.changesMax && (await countChanges(tx, channel.id, since)) > limits.changesMax) {
    return null
  }
  const found = tx
    .select({
      ...getTableColumns(messages),
      bytes: sql`sum(${messageBytes}) over (order by ${messages.revision})`.mapWith(Number).as('bytes'),
      bytesBefore: sql`sum(${messageBytes}) over (order by ${messages.revision}) - ${messageBytes}`
        .mapWith(Number)
        .as('bytes_before'),
    })
    .from(messages)
    .where(and(eq(messages.channelId, channel.id), gt(messages.revision, since)))
    .orderBy(asc(messages.revision))
    .limit(limit + 1)
    .as('found')
  const changedMessages = await tx
    .select()
    .from(found)
    .where(lt(found.bytesBefore, pageBytesMax))
    .orderBy(asc(found.revision))
  const changedMembers = await tx
    .select()
    .from(members)
    .where(and(eq(members.channelId, channel.id), gt(members.revision, since)))
    .orderBy(asc(members.revision))
    .limit(limit + 1)
  const revisions = [...changedMessages, ...changedMembers].map((row) => row.revision).sort((a, b) => a - b)
  // What lies behind the last message is for the next page, if messages were left out because they are long.
  const isLong = (changedMessages.at(-1)?.bytes ?? 0) >= pageBytesMax
  const revision = Math.min(
    isLong ? (changedMessages.at(-1)?.revision ?? since) : Number.POSITIVE_INFINITY,
    (revisions.length > limit ? revisions[limit - 1] : revisions.at(-1)) ?? since,
  )
  const more = isLong || revisions.length > limit
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
