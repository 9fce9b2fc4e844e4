import { findMentioned, type MemberRow, replaceMentions, schema } from '@chime/db'
import { limits, type Message } from '@chime/protocol'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { mustManage } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { publishJoined } from '../member/publish-joined.ts'
import { keptPreviews } from '../preview/show.ts'
import { limit, rules } from '../rate-limits.ts'
import { followConcerned } from '../thread/follow-concerned.ts'
import { changeMessage, type LockedMessage, type MessageKey, mustNotBeDeleted, mustTakeChanges } from './change.ts'

const { messageVersions } = schema

/**
 * Changes the content of a message that the caller wrote. The earlier version is kept, and people who are mentioned now
 * are notified.
 *
 * @throws Refusal `FORBIDDEN` for messages of others, notices, polls, forwarded messages and deleted ones
 */
export async function editMessage(ctx: SignedInContext, input: MessageKey & { content: string }): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  const { content } = input
  let followers: MemberRow[] = []
  const rewrite = async (found: LockedMessage) => {
    followers = []
    const { tx, message, channel, member } = found
    await mustTakeChanges(found)
    if (message.userId !== userId || message.kind !== 'user') {
      throw new Refusal('FORBIDDEN', 'Only who wrote a message edits it')
    }
    // Otherwise somebody who may not write announcements any more could still publish one by editing an old one.
    if (channel.kind === 'announcement') mustManage(member)
    mustNotBeDeleted(message)
    // Otherwise it would look as if the author of the original had said this, or as if people had voted on another
    // question.
    if (message.forwarded) throw new Refusal('FORBIDDEN', 'What is forwarded stays as the original said it')
    if (message.poll) throw new Refusal('FORBIDDEN', 'The question of a poll stays as it was asked')
    if (content === message.content) return null
    ctx.services.filters.mustPass({ text: content, field: 'content', userId, channelId: channel.id })
    await keepVersion(found)
    const mentioned = await findMentioned(tx, { channelId: channel.id, userId, content })
    await replaceMentions(tx, message, mentioned)
    if (channel.kind === 'thread') {
      const started = await followConcerned(tx, channel, message, mentioned)
      followers = started.followers
      found.publishAfterCommit(...started.publications)
    }
    return { content, editedAt: new Date(), previews: keptPreviews(message, content), ...mentioned }
  }
  const edited = await changeMessage(ctx, input, rewrite, { withParent: true })
  for (const follower of followers) publishJoined(ctx.services, follower)
  ctx.services.previews.look([edited])
  return edited
}

async function keepVersion({ tx, message }: LockedMessage): Promise<void> {
  const { channelId, number, revision, content, editedAt, createdAt } = message
  await tx.insert(messageVersions).values({ channelId, number, revision, content, writtenAt: editedAt ?? createdAt })
  const ofThisMessage = and(eq(messageVersions.channelId, channelId), eq(messageVersions.number, number))
  const tooOld = tx
    .select({ revision: messageVersions.revision })
    .from(messageVersions)
    .where(ofThisMessage)
    .orderBy(desc(messageVersions.revision))
    .offset(limits.versionsMax)
  await tx.delete(messageVersions).where(and(ofThisMessage, inArray(messageVersions.revision, tooOld)))
}
