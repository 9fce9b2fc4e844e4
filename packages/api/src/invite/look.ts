import { schema } from '@chime/db'
import type { ChannelKind, User } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { snapshot } from '../snapshot.ts'
import { toUser } from '../user/present.ts'
import { findInvite } from './usable.ts'

const { members, users } = schema

type Look = {
  channelId: string
  kind: ChannelKind
  name: string | null
  description: string | null
  memberCount: number
  invitedBy: User | null
}

/** What somebody with the code may know about the channel before they join. */
export async function lookAtInvite(ctx: SignedInContext, { code }: { code: string }): Promise<Look> {
  const { userId } = ctx.actor
  await limit(ctx, rules.invite, userId)
  return snapshot(ctx.services.db, async (tx) => {
    const { invite, channel } = await findInvite(tx, userId, code)
    const [by] = invite.createdBy ? await tx.select().from(users).where(eq(users.id, invite.createdBy)) : []
    return {
      channelId: channel.id,
      kind: channel.kind,
      name: channel.name,
      description: channel.description,
      memberCount: await tx.$count(members, and(eq(members.channelId, channel.id), isNull(members.leftAt))),
      invitedBy: by ? toUser(by) : null,
    }
  })
}
