import { type Database, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { publish, serialize } from '../event/publish.ts'
import { snapshot } from '../snapshot.ts'
import { type ChannelRow, readable } from './access.ts'

const { members } = schema

type Receipt = { userId: string; readNumber: number }
type Reading = { channel: Pick<ChannelRow, 'id' | 'kind'>; readNumber: number }

/**
 * How far the others have read, in a direct conversation and in a group of at most `limits.receiptMembersMax`; elsewhere
 * nobody's business. Who writes has read what is above.
 */
export function listReceipts(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Receipt[]> {
  const { userId } = ctx.actor
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await readable(tx, userId, channelId)
    if (!mayHaveReceipts(channel) || (await withReceipts(tx, [channelId])).length === 0) return []
    return tx
      .select({ userId: members.userId, readNumber: members.readNumber })
      .from(members)
      .where(and(eq(members.channelId, channelId), isNull(members.leftAt), ne(members.userId, userId)))
  })
}

/** Tells the others of these channels how far I have read. Does not wait and does not fail: a hint, which may be lost. */
export function publishReceipts({ services, actor: { userId } }: SignedInContext, readings: readonly Reading[]): void {
  // It would show that they are there.
  if (services.presence.isInvisible(userId)) return
  const told = readings.filter(({ channel }) => mayHaveReceipts(channel))
  if (told.length === 0) return
  const ids = told.map(({ channel }) => channel.id)
  withReceipts(services.db.drizzle, ids).then(
    (small) => {
      for (const { channel, readNumber } of told) {
        if (!small.includes(channel.id)) continue
        const events = serialize([{ type: 'receipt', channelId: channel.id, userId, readNumber }])
        publish(services, { topic: `channel:${channel.id}`, after: null, revision: null, events, except: userId })
      }
    },
    (err: unknown) => services.log.debug({ err, userId }, 'nobody was told how far somebody has read'),
  )
}

const mayHaveReceipts = ({ kind }: Pick<ChannelRow, 'kind'>) => kind === 'direct' || kind === 'group'

/** Those of these channels in which few enough are. */
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
