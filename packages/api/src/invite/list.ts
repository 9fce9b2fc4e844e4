import { schema } from '@chime/db'
import { type Invite, limits } from '@chime/protocol'
import { and, desc, eq } from 'drizzle-orm'
import { loadReadable, mustHaveOwnPeople, mustManage } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { toInvite } from './present.ts'
import { isUsable } from './usable.ts'

const { invites } = schema

/**
 * The invites of a channel that can still be used, newest first. Only for owners and admins, because whoever has a code
 * may join.
 */
export function listInvites(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Invite[]> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channel, member } = await loadReadable(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    if (!member) throw new Refusal('FORBIDDEN', 'Join the channel first')
    mustManage(member)
    const rows = await tx
      .select()
      .from(invites)
      .where(and(eq(invites.channelId, channelId), isUsable))
      .orderBy(desc(invites.createdAt), desc(invites.id))
      .limit(limits.invitesPerChannelMax)
    return rows.map(toInvite)
  })
}
