import { type ChannelRow, type Database, schema, type Tx } from '@chime/db'
import { limits } from '@chime/protocol'
import { and, eq, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { blockedEitherWay } from '../block/between.ts'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { publish, serialize } from '../event/publish.ts'
import { hasChosen, type People, reachOf } from '../reach/acquainted.ts'
import { snapshot } from '../snapshot.ts'

const { members, users } = schema

type Receipt = { userId: string; readNumber: number }
type Reading = { channel: Pick<ChannelRow, 'id' | 'kind'>; readNumber: number }

/**
 * How far the other members have read, in direct conversations and in groups of at most `limits.receiptMembersMax`;
 * empty elsewhere. Those with whom there is a block are left out,
 * and those who were brought here, have not chosen it, and are not reachable by everybody: it would say when they are there. Sending a message is not reading: the sender's client says what it shows.
 */
export function listReceipts(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Receipt[]> {
  const { userId } = ctx.actor
  const { people } = ctx.services
  return snapshot(ctx.services.db, async (tx) => {
    const { channel } = await loadReadable(tx, userId, channelId)
    if (!mayHaveReceipts(channel) || (await withReceipts(tx, [channelId])).length === 0) return []
    const not = [userId, ...(await blockedEitherWay(tx, userId))]
    return tx
      .select({ userId: members.userId, readNumber: members.readNumber })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.channelId, channelId),
          isNull(members.leftAt),
          notInArray(members.userId, not),
          showsReading(people),
        ),
      )
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
  const shown = drizzle
    .select({ channelId: members.channelId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.userId, userId), inArray(members.channelId, ids), showsReading(services.people)))
  Promise.all([withReceipts(drizzle, ids), shown, blockedEitherWay(drizzle, userId)]).then(
    ([small, shown, blocked]) => {
      const shownIn = new Set(shown.map(({ channelId }) => channelId))
      const except = blocked.length > 0 ? [userId, ...blocked] : userId
      for (const { channel, readNumber } of allowed) {
        if (!small.includes(channel.id) || !shownIn.has(channel.id)) continue
        const events = serialize([{ type: 'receipt', channelId: channel.id, userId, readNumber }])
        publish(services, { topic: `channel:${channel.id}`, after: null, revision: null, events, except })
      }
    },
    (err: unknown) => services.log.debug({ err, userId }, 'nobody was told how far somebody has read'),
  )
}

/** The condition that a member of `members`, joined with `users`, shows the others how far they have read. */
const showsReading = (people: People): SQL =>
  sql`(${reachOf(people, sql`${users.reachableBy}`)} = 'everybody' or ${hasChosen(sql`${members}`)})`

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
