import { lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change, type OwnEvent, userPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import type { Mine } from './membership.ts'
import { publishReceipts } from './receipts.ts'

const { channels, members } = schema

/** So many markers in one transaction: they hold the lock on my stream. */
const atOnce = 100

/**
 * Moves my marker to the head of every channel, and of every thread that I follow, in which something is unread; on all my
 * devices. What comes meanwhile may stay unread.
 *
 * @returns which they were
 */
export async function markAllRead(ctx: SignedInContext): Promise<{ channelIds: string[] }> {
  await limit(ctx, rules.change, ctx.actor.userId)
  const channelIds: string[] = []
  for (;;) {
    const marked = await markSome(ctx, channelIds.at(-1))
    publishReceipts(
      ctx,
      marked.map(({ channel }) => ({ channel, readNumber: channel.lastNumber })),
    )
    channelIds.push(...marked.map(({ channel }) => channel.id))
    // By id, each once: else somebody who writes all the time would keep this going.
    if (marked.length < atOnce) return { channelIds }
  }
}

function markSome(ctx: SignedInContext, after: string | undefined): Promise<Mine[]> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, say) => {
    await lockUsers(tx, [userId])
    const unread = await tx
      .select({ channel: channels, member: members })
      .from(members)
      .innerJoin(channels, eq(channels.id, members.channelId))
      .where(
        and(
          eq(members.userId, userId),
          isNull(members.leftAt),
          gt(channels.counted, members.readCounted),
          after === undefined ? undefined : gt(members.channelId, after),
        ),
      )
      .orderBy(asc(members.channelId))
      .limit(atOnce)
      .for('update', { of: members })
    if (unread.length === 0) return []
    const last = (await nextUserRevisions(tx, [userId], unread.length)).get(userId) ?? 0
    const first = last - unread.length + 1
    await move(tx, userId, unread, first)
    say(
      userPublication(
        userId,
        unread.map(({ channel, member }, i) => marker(channel, member.readVersion + 1, first + i)),
      ),
    )
    return unread
  })
}

async function move(tx: Tx, userId: string, unread: readonly Mine[], first: number): Promise<void> {
  const column = (of: (mine: Mine, i: number) => string | number) => sql.param(unread.map(of))
  await tx.execute(sql`
    update ${members} m
    set read_number = t.number, read_counted = t.counted, read_version = m.read_version + 1, user_revision = t.revision
    from unnest(
      ${column(({ channel }) => channel.id)}::uuid[], ${column(({ channel }) => channel.lastNumber)}::bigint[],
      ${column(({ channel }) => channel.counted)}::bigint[], ${column((_, i) => first + i)}::bigint[]
    ) t (id, number, counted, revision)
    where m.channel_id = t.id and m.user_id = ${userId}`)
}

const marker = (channel: Mine['channel'], readVersion: number, revision: number): OwnEvent => ({
  type: 'marker',
  after: revision - 1,
  revision,
  channelId: channel.id,
  readNumber: channel.lastNumber,
  readVersion,
  readCounted: channel.counted,
  mentions: 0,
  channelRevision: channel.revision,
})
