import { nextRevision, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq } from 'drizzle-orm'
import type { MemberRow } from '../channel/access.ts'
import { toMember } from '../channel/present.ts'
import { channelPublication, userPublication } from '../event/publish.ts'

const { members } = schema

/**
 * Ends a membership of a locked channel, whoever wants it. The publication on the channel's topic takes the user's
 * streams off it before anything later is delivered.
 */
export async function dismiss(tx: Tx, { channelId, userId }: MemberRow): Promise<Publication[]> {
  const revision = await nextRevision(tx, channelId)
  const userRevision = (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
  const [row] = await tx
    .update(members)
    .set({ leftAt: new Date(), revision, userRevision })
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
    .returning()
  if (!row) throw new Error('a locked member row is gone')
  const member = { type: 'member' as const, channelId, after: revision - 1, revision, member: toMember(row) }
  const left = { type: 'left' as const, after: userRevision - 1, revision: userRevision, channelId }
  return [channelPublication(channelId, [member], { removed: [userId] }), userPublication(userId, left)]
}
