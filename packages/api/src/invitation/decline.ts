import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change, userPublication } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { endInvitations } from './end.ts'

const { invitations } = schema

/** Declines an invitation of the caller's. Nothing changes when there is none. Who invited is not told. */
export async function declineInvitation(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const revision = async () => (await nextUserRevisions(tx, [userId])).get(userId) ?? 0
    const events = await endInvitations(tx, userId, eq(invitations.channelId, channelId), 'declined', revision)
    if (events.length > 0) publishAfterCommit(userPublication(userId, events))
    return null
  })
}
