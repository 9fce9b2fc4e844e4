import { lockChannel, schema } from '@chime/db'
import type { ChannelSummary } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import { letIn } from '../channel/join.ts'
import { summaryOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { findInvite } from './usable.ts'

const { invites } = schema

/**
 * Makes me a member of the channel that an invite is for, also if I was removed from it before: to keep somebody out, revoke
 * its invites. Whoever is in the channel already gets it, and uses nothing: a retry is answered like the first try.
 *
 * @throws Refusal `NOT_FOUND` for an invite that is unknown, expired, spent, revoked, or of an archived channel
 */
export async function acceptInvite(ctx: SignedInContext, { code }: { code: string }): Promise<ChannelSummary> {
  const { userId } = ctx.actor
  await limit(ctx, rules.invite, userId)
  return change(ctx.services, async (tx, say) => {
    const { invite } = await findInvite(tx, userId, code)
    await lockChannel(tx, invite.channelId)
    // Once more, under the lock behind which all others take theirs.
    const { channel, member } = await findInvite(tx, userId, code)
    if (!member) {
      say(...(await letIn(tx, channel, userId)))
      await tx
        .update(invites)
        .set({ uses: sql`${invites.uses} + 1` })
        .where(eq(invites.id, invite.id))
    }
    return summaryOf(tx, userId, channel.id)
  })
}
