import { type MessageRow, replaceMentions, schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { replyDeleted } from '../thread/reply-deleted.ts'
import { changeMessage, type LockedMessage, type MessageKey, mustNotBeNotice } from './change.ts'
import { skipDeleted } from './skip-deleted.ts'

const { attachments, messageVersions, pollVotes, reactions } = schema
const nobody = { mentionedUserIds: null, mentionedEveryone: null }
/** What is erased from a deleted message. That it was forwarded, and what it replied to, stays. */
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
 * Deletes a message and leaves a tombstone, which keeps the number. Its content, earlier versions, files, mentions,
 * reactions and votes are erased, and it is no longer unread for anybody. People delete their own messages, also in an archived channel. Owners and admins
 * delete anybody's, except in a direct conversation. Nobody deletes a notice.
 */
export async function deleteMessage(ctx: SignedInContext, key: MessageKey): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  const erase = async (found: LockedMessage) => {
    const { message, parentChannel, member } = found
    mustNotBeNotice(message)
    const manages = parentChannel.kind !== 'direct' && member.role !== 'member'
    if (message.userId !== userId && !manages) {
      throw new Refusal('FORBIDDEN', 'Only who wrote a message deletes it, and owners and admins of the channel')
    }
    return eraseMessage(found)
  }
  const tombstone = await changeMessage(ctx, key, erase, { withParent: true })
  await eraseFiles(ctx.services)
  return tombstone
}

/**
 * Erases what a message consists of, for whoever may do so. Its channel and the parent channel are locked. Call
 * `eraseFiles` after the commit.
 *
 * @returns what is left of its row; null when it was deleted before
 */
export async function eraseMessage({
  tx,
  message,
  channel,
  publishAfterCommit,
}: Pick<LockedMessage, 'tx' | 'message' | 'channel' | 'publishAfterCommit'>): Promise<Partial<MessageRow> | null> {
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
  await replaceMentions(tx, message, nobody)
  await skipDeleted(tx, message)
  publishAfterCommit(...(await replyDeleted(tx, channel, number)))
  return { ...emptied, deletedAt: new Date(), deletedRevision: channel.revision + 1 }
}
