import { lockChannel, schema } from '@chime/db'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { noSuchInvite } from './usable.ts'

const { invites, members } = schema

/**
 * Ends an invite. Revoking it again changes nothing. Owners and admins of its channel may do this; for everybody else
 * the invite does not exist.
 */
export async function revokeInvite(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx) => {
    const [invite] = await tx.select({ channelId: invites.channelId }).from(invites).where(eq(invites.id, id))
    const channel = invite && (await lockChannel(tx, invite.channelId))
    if (!channel) throw noSuchInvite()
    const isOwn = and(eq(members.channelId, channel.id), eq(members.userId, ctx.actor.userId), isNull(members.leftAt))
    const [manager] = await tx
      .select({ role: members.role })
      .from(members)
      .where(and(isOwn, inArray(members.role, ['owner', 'admin'])))
    if (!manager) throw noSuchInvite()
    await tx
      .update(invites)
      .set({ revokedAt: new Date() })
      .where(and(eq(invites.id, id), isNull(invites.revokedAt)))
    return null
  })
}
