import { type ChannelRow, type Database, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import { and, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { blockedEitherWay } from '../block/between.ts'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { publish, serialize } from '../event/publish.ts'
import { snapshot } from '../snapshot.ts'

const { members } = schema

type Receipt = { userId: string; readNumber: number }
type Reading = { channel: Pick<ChannelRow, 'id' | 'kind'>; readNumber: number }

/**
 * How far the other members have read, in direct conversations and in groups of at most `limits.receiptMembersMax`;
 * empty elsewhere. Those with whom there is a block are left out. Sending a message is not reading: the sender's client says what it shows.
 */
export function listReceipts(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Receipt[]> {
  const { userId } = ctx.actor
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await loadReadable(tx, userId, channelId)
    if (!mayHaveReceipts(channel) || (await withReceipts(tx, [channelId])).length === 0) return []
    const not = [userId, ...(await blockedEitherWay(tx, userId))]
    return tx
      .select({ userId: members.userId, readNumber: members.readNumber })
      .from(members)
      .where(and(eq(members.channelId, channelId), isNull(members.leftAt), notInArray(members.userId, not)))
  })
}

/**
 * Tells the other members of these channels how far the caller has read, but for those with whom there is a block. It
 * does not wait and never fails: it is a hint that may be lost.
 */
export function publishReceipts({ services, actor: { userId } }: SignedInContext, readings: readonly Reading[]): void {
  // A receipt would reveal that an invisible user is online.
  if (services.presence.isInvisible(userId)) return
  const allowed = readings.filter(({ channel }) => mayHaveReceipts(channel))
  if (allowed.length === 0) return
  const ids = allowed.map(({ channel }) => channel.id)
  const { drizzle } = services.db
  Promise.all([withReceipts(drizzle, ids), blockedEitherWay(drizzle, userId)]).then(
    ([small, blocked]) => {
      const except = blocked.length > 0 ? [userId, ...blocked] : userId
      for (const { channel, readNumber } of allowed) {
        if (!small.includes(channel.id)) continue
        const events = serialize([{ type: 'receipt', channelId: channel.id, userId, readNumber }])
        publish(services, { topic: `channel:${channel.id}`, after: null, revision: null, events, except })
      }
    },
    (err: unknown) => services.log.debug({ err, userId }, 'nobody was told how far somebody has read'),
  )
}

const mayHaveReceipts = ({ kind }: Pick<ChannelRow, 'kind'>) => kind === 'direct' || kind === 'group'

/** Finds those of these channels that have few enough members for receipts. */
async function withReceipts(db: Tx | Database['drizzle'], channelIds: readonly string[]): Promise<string[]> {
  const most = sql.raw(String(limits.receiptMembersMax))
  const { rows } = await db.execute<{ id: string }>(sql`
    select c.id from unnest(${sql.param(channelIds)}::uuid[]) c (id) where (
      select count(*) from (
        select from ${members} m where m.channel_id = c.id and m.left_at is null limit ${most} + 1
      ) few
    ) <= ${most}`)
  return rows.map(({ id }) => id)
}
