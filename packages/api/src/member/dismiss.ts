import { lockChannels, type MemberRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { toMember } from '../channel/present.ts'
import { channelPublication, userPublication } from '../event/publish.ts'

const { channels, members } = schema

/**
 * Locks a channel together with those of its threads that the user is in: what `dismiss` changes. Before any other lock.
 */
export async function lockForDismissal(tx: Tx, channelId: string, userId: string): Promise<void> {
  await lockChannels(tx, [channelId, ...(await threadsOf(tx, channelId, userId))])
}

/**
 * Ends a membership, whoever wants it, and with that of a channel those of its threads. Each publication on a channel's topic
 * takes the user's streams off it before anything later is delivered.
 */
export async function dismiss(tx: Tx, { channelId, userId }: MemberRow): Promise<Publication[]> {
  // Read again: a thread may have been joined before the lock. From now on none is, since that takes the lock too.
  const channelIds = [channelId, ...(await threadsOf(tx, channelId, userId))].sort()
  const heads = await tx
    .update(channels)
    .set({ revision: sql`${channels.revision} + 1` })
    .where(inArray(channels.id, channelIds))
    .returning({ id: channels.id, revision: channels.revision })
  const last = (await nextUserRevisions(tx, [userId], channelIds.length)).get(userId) ?? 0
  const publications: Publication[] = []
  for (const [i, { id, revision }] of heads.entries()) {
    const userRevision = last - heads.length + 1 + i
    const [row] = await tx
      .update(members)
      .set({ leftAt: new Date(), revision, userRevision })
      .where(and(eq(members.channelId, id), eq(members.userId, userId)))
      .returning()
    if (!row) throw new Error('a locked member row is gone')
    const member = { type: 'member' as const, channelId: id, after: revision - 1, revision, member: toMember(row) }
    const left = { type: 'left' as const, after: userRevision - 1, revision: userRevision, channelId: id }
    publications.push(channelPublication(id, [member], { removed: [userId] }), userPublication(userId, left))
  }
  return publications
}

async function threadsOf(tx: Tx, channelId: string, userId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: channels.id })
    .from(channels)
    .innerJoin(members, and(eq(members.channelId, channels.id), eq(members.userId, userId), isNull(members.leftAt)))
    .where(eq(channels.parentChannelId, channelId))
  return rows.map(({ id }) => id)
}
