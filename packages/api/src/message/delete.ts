import { noteMentions, schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { changeMessage, mustNotBeNotice, type Place } from './change.ts'

const { attachments, messageVersions, pollVotes, reactions } = schema
const nobody = { mentionedUserIds: null, mentionedEveryone: null }
/** What a tombstone does not say. That it was forwarded, and is a reply, it still does. */
const emptied = {
  ...nobody,
  content: '',
  metadata: {},
  reactions: null,
  pinnedAt: null,
  attachments: null,
  poll: null,
  previews: null,
}

/**
 * Leaves a tombstone: the number stays taken, and what was said, before it was edited too, its files, who was mentioned, who
 * reacted and who voted are erased. My own, also in an archived channel; owners and admins delete anybody's, except in a direct
 * conversation. Nobody deletes a notice.
 */
export async function deleteMessage(ctx: SignedInContext, place: Place): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  const tombstone = await changeMessage(ctx, place, async ({ tx, message, home, member }) => {
    mustNotBeNotice(message)
    const manages = home.kind !== 'direct' && member.role !== 'member'
    if (message.userId !== userId && !manages) {
      throw new Refusal('FORBIDDEN', 'Only who wrote a message deletes it, and owners and admins of the channel')
    }
    if (message.deletedAt) return null
    const { channelId, number } = message
    const tables = [
      messageVersions,
      reactions,
      ...(message.poll ? [pollVotes] : []),
      ...(message.attachments ? [attachments] : []),
    ]
    for (const table of tables) {
      await tx.delete(table).where(and(eq(table.channelId, channelId), eq(table.number, number)))
    }
    await noteMentions(tx, message, nobody)
    return { ...emptied, deletedAt: new Date() }
  })
  await eraseFiles(ctx.services)
  return tombstone
}
