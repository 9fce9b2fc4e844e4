import type { Message } from '@chime/protocol'
import { mustManage } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { changeMessage, type MessageKey, mustNotBeDeleted, mustNotBeNotice, mustTakeChanges } from './change.ts'

/** Pins a message for everybody. In groups and direct conversations every member may; elsewhere owners and admins. */
export const pin = (ctx: SignedInContext, key: MessageKey): Promise<Message> => setPinned(ctx, key, true)
export const unpin = (ctx: SignedInContext, key: MessageKey): Promise<Message> => setPinned(ctx, key, false)

async function setPinned(ctx: SignedInContext, key: MessageKey, pinned: boolean): Promise<Message> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return changeMessage(ctx, key, async (found) => {
    const { message, parentChannel, member } = found
    await mustTakeChanges(found)
    if (parentChannel.kind === 'public' || parentChannel.kind === 'announcement') mustManage(member)
    mustNotBeNotice(message)
    mustNotBeDeleted(message)
    return (message.pinnedAt !== null) === pinned ? null : { pinnedAt: pinned ? new Date() : null }
  })
}
