import { schema } from '@chime/db'
import { type Invitation, type InvitedUser, limits } from '@chime/protocol'
import { and, desc, eq } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { toUser } from '../user/present.ts'
import { isWaiting, selectInvitations, toInvitation } from './present.ts'

const { invitations, users } = schema

/** The caller's invitations that wait for an answer, newest first. */
export async function listInvitations({ services, actor }: SignedInContext): Promise<Invitation[]> {
  const rows = await selectInvitations(
    services.db.drizzle,
    and(eq(invitations.userId, actor.userId), isWaiting),
    desc(invitations.userRevision),
  ).limit(limits.invitationsMax)
  return rows.map(toInvitation)
}

/**
 * Who is invited to a channel and has not answered, newest first.
 *
 * @throws Refusal `NOT_FOUND` for outsiders, `FORBIDDEN` for readers of an open channel who are no members
 */
export function listInvited(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<InvitedUser[]> {
  return snapshot(ctx.services.db, async (tx) => {
    const { member } = await loadReadable(tx, ctx.actor.userId, channelId)
    if (!member) throw new Refusal('FORBIDDEN', 'Join the channel first')
    const rows = await tx
      .select({ user: users, invitation: invitations })
      .from(invitations)
      .innerJoin(users, eq(users.id, invitations.userId))
      .where(and(eq(invitations.channelId, channelId), isWaiting))
      .orderBy(desc(invitations.invitedAt))
      .limit(limits.invitationsMax)
    return rows.map(({ user, invitation: { invitedBy, invitedAt } }) => ({
      user: toUser(user),
      invitedBy,
      invitedAt: invitedAt.toISOString(),
    }))
  })
}
