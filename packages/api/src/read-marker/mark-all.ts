import { lockUsers, nextUserRevisions, schema, type Tx } from '@chime/db'
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change, userPublication } from '../event/publish.ts'
import type { OwnMembership } from '../member/change-membership.ts'
import { isShown } from '../member/shown.ts'
import { limit, rules } from '../rate-limits.ts'
import { markerEvent } from './event.ts'
import { publishReceipts } from './receipts.ts'

const { channels, members } = schema

/** How many markers one transaction moves. Meanwhile it holds the lock on the caller's own stream. */
const atOnce = 100

/**
 * Moves the caller's marker to the end of every channel, and of every thread that they follow, where something is
 * unread; for all their devices. Messages that arrive meanwhile may stay unread.
 *
 * @returns the ids of those channels
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
    // In the order of ids, and each channel once. Otherwise somebody who keeps writing could keep this going for ever.
    if (marked.length < atOnce) return { channelIds }
  }
}

function markSome(ctx: SignedInContext, after: string | undefined): Promise<OwnMembership[]> {
  const { userId } = ctx.actor
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const unread = await lockUnread(tx, userId, after)
    if (unread.length === 0) return []
    const last = (await nextUserRevisions(tx, [userId], unread.length)).get(userId) ?? 0
    const first = last - unread.length + 1
    await move(tx, userId, unread, first)
    publishAfterCommit(
      userPublication(
        userId,
        unread.map(({ channel, member }, i) => {
          const { lastNumber: readNumber, counted: readCounted } = channel
          const moved = { ...member, readNumber, readCounted, skipped: 0, readVersion: member.readVersion + 1 }
          return markerEvent({ channel, member: moved, mentions: 0 }, { after: first + i - 1, revision: first + i })
        }),
      ),
    )
    return unread
  })
}

async function lockUnread(tx: Tx, userId: string, after: string | undefined): Promise<OwnMembership[]> {
  const rows = await tx
    .select({ member: members })
    .from(members)
    .innerJoin(channels, eq(channels.id, members.channelId))
    .where(
      and(
        eq(members.userId, userId),
        isShown,
        gt(channels.counted, sql`${members.readCounted} + ${members.skipped}`),
        after === undefined ? undefined : gt(members.channelId, after),
      ),
    )
    .orderBy(asc(members.channelId))
    .limit(atOnce)
    .for('update', { of: members })
  // Read after the locks: they have waited for those who were just writing, and what they changed must be seen in both rows.
  const ids = rows.map(({ member }) => member.channelId)
  const heads = ids.length === 0 ? [] : await tx.select().from(channels).where(inArray(channels.id, ids))
  const byId = new Map(heads.map((channel) => [channel.id, channel]))
  return rows.flatMap(({ member }) => {
    const channel = byId.get(member.channelId)
    return channel ? [{ channel, member }] : []
  })
}

async function move(tx: Tx, userId: string, unread: readonly OwnMembership[], first: number): Promise<void> {
  const column = (of: (own: OwnMembership, i: number) => string | number) => sql.param(unread.map(of))
  await tx.execute(sql`
    update ${members} m
    set read_number = t.number, read_counted = t.counted, skipped = 0, read_version = m.read_version + 1, user_revision = t.revision
    from unnest(
      ${column(({ channel }) => channel.id)}::uuid[], ${column(({ channel }) => channel.lastNumber)}::bigint[],
      ${column(({ channel }) => channel.counted)}::bigint[], ${column((_, i) => first + i)}::bigint[]
    ) t (id, number, counted, revision)
    where m.channel_id = t.id and m.user_id = ${userId}`)
}
