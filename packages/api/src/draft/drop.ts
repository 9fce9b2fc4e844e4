import { nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq, inArray, ne, or } from 'drizzle-orm'
import { userRows } from '../user-stream/rows.ts'

const { channels, drafts } = schema

/**
 * Empties somebody's drafts in a channel that they are no longer in, and in its threads. To be called under the lock of
 * the user.
 *
 * @returns what tells their devices
 */
export async function dropDrafts(tx: Tx, userId: string, channelId: string): Promise<Publication[]> {
  const threads = tx.select({ id: channels.id }).from(channels).where(eq(channels.parentChannelId, channelId))
  const here = or(eq(drafts.channelId, channelId), inArray(drafts.channelId, threads))
  const held = await tx
    .select({ id: drafts.channelId })
    .from(drafts)
    .where(and(eq(drafts.userId, userId), ne(drafts.content, ''), here))
  const publications: Publication[] = []
  for (const { id } of held) {
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const rows = await tx
      .update(drafts)
      .set({ content: '', replyTo: null, updatedAt: new Date(), userRevision })
      .where(and(eq(drafts.userId, userId), eq(drafts.channelId, id)))
      .returning()
    publications.push(...rows.map(userRows.drafts.publication))
  }
  return publications
}
