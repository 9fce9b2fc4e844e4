import { lockChannels, type MemberRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Notice } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { note } from '../channel/notice.ts'
import { channelPublication, userPublication } from '../event/publish.ts'
import { memberEvent } from './event.ts'

const { channels, members } = schema

/**
 * Locks a channel together with those of its threads that the user is in: what `dismiss` changes. Before any other lock.
 */
export async function lockForDismissal(tx: Tx, channelId: string, userId: string): Promise<void> {
  await lockChannels(tx, [channelId, ...(await threadsOf(tx, channelId, userId))])
}

/**
 * Ends a membership, whoever wants it, and with that of a channel those of its threads. Each publication on a channel's topic
 * takes the user's streams off it before anything later is delivered, the notice of it included.
 *
 * @param by who does it; nothing is said of threads
 */
export async function dismiss(
  tx: Tx,
  { channelId, userId }: MemberRow,
  by: string,
  notice: Notice,
): Promise<Publication[]> {
  // Read again: a thread may have been joined before the lock. From now on none is, since that takes the lock too.
  const channelIds = [channelId, ...(await threadsOf(tx, channelId, userId))].sort()
  const heads = await tx
    .update(channels)
    .set({ revision: sql`${channels.revision} + 1` })
    .where(inArray(channels.id, channelIds))
    .returning()
  const last = (await nextUserRevisions(tx, [userId], channelIds.length)).get(userId) ?? 0
  const publications: Publication[] = []
  for (const [i, head] of heads.entries()) {
    const { id, revision } = head
    const userRevision = last - heads.length + 1 + i
    const [row] = await tx
      .update(members)
      .set({ leftAt: new Date(), revision, userRevision })
      .where(and(eq(members.channelId, id), eq(members.userId, userId)))
      .returning()
    if (!row) throw new Error('a locked member row is gone')
    const noted = await note(tx, head, by, notice)
    const events = [memberEvent(row), ...noted.events]
    const left = { type: 'left' as const, after: userRevision - 1, revision: userRevision, channelId: id }
    publications.push(channelPublication(id, events, { removed: [userId] }), userPublication(userId, left))
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
