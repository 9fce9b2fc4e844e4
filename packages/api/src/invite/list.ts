import { schema } from '@chime/db'
import { type Invite, limits } from '@chime/protocol'
import { and, desc, eq } from 'drizzle-orm'
import { mustHaveOwnPeople, mustManage, readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { isUsable, toInvite } from './usable.ts'

const { invites } = schema

/** Those of a channel that can still be used, the newest first. For owners and admins: a code is as good as a key. */
export function listInvites(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Invite[]> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channel, member } = await readable(tx, ctx.actor.userId, channelId)
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
