import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { changeMessage, type MessageKey, mustTakeChanges } from '../message/change.ts'
import { limit, rules } from '../rate-limits.ts'
import { pollOf } from './poll-of.ts'

/**
 * Closes a poll, so that nobody votes any more. Its author may do this, and owners and admins, except in a direct
 * conversation. Closing it again changes nothing.
 */
export async function closePoll(ctx: SignedInContext, key: MessageKey): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, key, async (found) => {
    const { message, parentChannel, member } = found
    await mustTakeChanges(found)
    const poll = pollOf(message)
    const manages = parentChannel.kind !== 'direct' && member.role !== 'member'
    if (message.userId !== userId && !manages) {
      throw new Refusal('FORBIDDEN', 'Only who asked closes a poll, and owners and admins of the channel')
    }
    return poll.closedAt ? null : { poll: { ...poll, closedAt: new Date().toISOString() } }
  })
}
