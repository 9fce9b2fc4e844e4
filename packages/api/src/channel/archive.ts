import type { Channel } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { change, channelPublication } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { lockAsMember, mustHaveOwnPeople, mustManage } from './access.ts'
import { toChannel } from './present.ts'
import { changeChannel } from './update.ts'

/**
 * Archives a channel: nobody writes in it or in its threads any more, and nobody joins. It may still be read, searched
 * and left.
 */
export const archiveChannel = (ctx: SignedInContext, { channelId }: { channelId: string }) =>
  setArchived(ctx, channelId, true)
export const unarchiveChannel = (ctx: SignedInContext, { channelId }: { channelId: string }) =>
  setArchived(ctx, channelId, false)

/** Only for owners and admins. Nothing changes when the channel is in that state already. */
async function setArchived(ctx: SignedInContext, channelId: string, isArchived: boolean): Promise<Channel> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustManage(member)
    if ((channel.archivedAt !== null) === isArchived) return toChannel(channel)
    const archivedAt = isArchived ? new Date() : null
    const notice = { notice: isArchived ? 'archived' : 'unarchived' } as const
    const { row, events } = await changeChannel(tx, channel, { archivedAt }, member.userId, [notice])
    publishAfterCommit(channelPublication(channelId, events))
    return toChannel(row)
  })
}
