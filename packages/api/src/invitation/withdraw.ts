import { lockUsers, type MemberRow, nextUserRevisions, schema, type Tx } from '@chime/db'
import type { Publication } from '@chime/realtime'
import { and, eq } from 'drizzle-orm'
import { mustManage } from '../channel/access.ts'
import { notFound } from '../errors.ts'
import { userPublication } from '../event/publish.ts'
import { endInvitations } from './end.ts'
import { isWaiting } from './present.ts'

const { invitations } = schema

/**
 * Takes back the invitation of somebody to the member's channel. Whoever made it may, and those who manage the channel.
 *
 * @throws Refusal `NOT_FOUND` where nobody waits for their answer, `FORBIDDEN`
 */
export async function withdrawInvitation(tx: Tx, member: MemberRow, userId: string): Promise<Publication> {
  await lockUsers(tx, [userId])
  const ofChannel = eq(invitations.channelId, member.channelId)
  const [invitation] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.userId, userId), ofChannel, isWaiting))
  if (invitation?.invitedBy !== member.userId) mustManage(member)
  if (!invitation) throw notFound('member')
  const revision = async () => (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
  return userPublication(userId, await endInvitations(tx, userId, ofChannel, 'withdrawn', revision))
}
