import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { changeMessage, mustTakeChanges, type Place } from '../message/change.ts'
import { pollOf } from './poll-of.ts'

/**
 * Ends a poll: nobody votes any more. Who asked may, and owners and admins, except in a direct conversation. Doing it twice
 * changes nothing.
 */
export async function closePoll(ctx: SignedInContext, place: Place): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, place, async (found) => {
    const { message, home, member } = found
    await mustTakeChanges(found)
    const poll = pollOf(message)
    const manages = home.kind !== 'direct' && member.role !== 'member'
    if (message.userId !== userId && !manages) {
      throw new Refusal('FORBIDDEN', 'Only who asked closes a poll, and owners and admins of the channel')
    }
    return poll.closedAt ? null : { poll: { ...poll, closedAt: new Date().toISOString() } }
  })
}
