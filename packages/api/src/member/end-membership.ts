import { lockChannels, type MemberRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Notice } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dropDrafts } from '../draft/drop.ts'
import { channelPublication, userPublication } from '../event/publish.ts'
import { postNotice } from '../notice/post.ts'
import { memberEvent } from './event.ts'

const { channels, members } = schema

/**
 * Locks everything that `endMembership` changes: the channel, and those of its threads that the user follows. Call it
 * before any other lock.
 */
export async function lockToEndMembership(tx: Tx, channelId: string, userId: string): Promise<void> {
  await lockChannels(tx, [channelId, ...(await threadsOf(tx, channelId, userId))])
}

/**
 * Ends a membership, whoever wants that, together with the user's memberships in the channel's threads; and empties what
 * they had begun to write there. The publication
 * on each channel's topic also takes the user's streams off that topic, before the notice and anything later is
 * delivered.
 *
 * @param by the id of the user who does it; the notice is posted in the channel and not in its threads
 */
export async function endMembership(
  tx: Tx,
  { channelId, userId }: MemberRow,
  by: string,
  notice: Notice,
): Promise<Publication[]> {
  // Read again under the lock: a thread may have been joined before it. Joining takes this lock too, so no further
  // thread is joined from here on.
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
    const posted = await postNotice(tx, head, by, notice)
    const events = [memberEvent(row), ...posted.events]
    const left = { type: 'left' as const, after: userRevision - 1, revision: userRevision, channelId: id }
    publications.push(channelPublication(id, events, { removed: [userId] }), userPublication(userId, left))
  }
  const isThread = heads.some(({ id, parentChannelId }) => id === channelId && parentChannelId !== null)
  // Who only leaves a thread may still write in it.
  if (!isThread) publications.push(...(await dropDrafts(tx, userId, channelId)))
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
