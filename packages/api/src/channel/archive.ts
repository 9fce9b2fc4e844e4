import type { Channel } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { change, channelPublication } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { lockAsMember, mustHaveOwnPeople, mustManage } from './access.ts'
import { toChannel } from './present.ts'
import { changeChannel } from './update.ts'

/** Ends all that is written in a channel and its threads, and that anybody comes. It may still be read, searched and left. */
export const archiveChannel = (ctx: SignedInContext, { channelId }: { channelId: string }) =>
  setArchived(ctx, channelId, true)
export const unarchiveChannel = (ctx: SignedInContext, { channelId }: { channelId: string }) =>
  setArchived(ctx, channelId, false)

/** Owners and admins do this. Doing it twice changes nothing. */
async function setArchived(ctx: SignedInContext, channelId: string, isArchived: boolean): Promise<Channel> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return change(ctx.services, async (tx, say) => {
    const { channel, member } = await lockAsMember(tx, ctx.actor.userId, channelId)
    mustHaveOwnPeople(channel)
    mustManage(member)
    if ((channel.archivedAt !== null) === isArchived) return toChannel(channel)
    const archivedAt = isArchived ? new Date() : null
    const notice = { notice: isArchived ? 'archived' : 'unarchived' } as const
    const { row, events } = await changeChannel(tx, channel, { archivedAt }, member.userId, [notice])
    say(channelPublication(channelId, events))
    return toChannel(row)
  })
}
