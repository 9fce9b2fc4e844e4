import { noteMentions, schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { changeMessage, mustNotBeNotice, type Place } from './change.ts'

const { messageVersions, reactions } = schema
const nobody = { mentionedUserIds: null, mentionedEveryone: null }

/**
 * Leaves a tombstone: the number stays taken, and what was said, before it was edited too, who was mentioned and who reacted
 * are erased. My own, also in an archived channel; owners and admins delete anybody's, except in a direct conversation.
 * Nobody deletes a notice.
 */
export async function deleteMessage(ctx: SignedInContext, place: Place): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, place, async ({ tx, message, home, member }) => {
    mustNotBeNotice(message)
    const manages = home.kind !== 'direct' && member.role !== 'member'
    if (message.userId !== userId && !manages) {
      throw new Refusal('FORBIDDEN', 'Only who wrote a message deletes it, and owners and admins of the channel')
    }
    if (message.deletedAt) return null
    const { channelId, number } = message
    for (const table of [messageVersions, reactions]) {
      await tx.delete(table).where(and(eq(table.channelId, channelId), eq(table.number, number)))
    }
    await noteMentions(tx, message, nobody)
    return { content: '', metadata: {}, deletedAt: new Date(), reactions: null, pinnedAt: null, ...nobody }
  })
}
