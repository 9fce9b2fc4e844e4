import { findMentioned, noteMentions, schema } from '@chime/db'
import { limits, type Message } from '@chime/protocol'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { mustManage } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { keptPreviews } from '../preview/show.ts'
import { changeMessage, type Found, mustNotBeDeleted, mustTakeChanges, type Place } from './change.ts'

const { messageVersions } = schema

/**
 * Changes what a message of mine says. What it said before is kept, and those whom it mentions now are called.
 *
 * @throws Refusal `FORBIDDEN` for others' messages, notices, polls, what is forwarded and what was deleted
 */
export async function editMessage(ctx: SignedInContext, input: Place & { content: string }): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  const { content } = input
  const edited = await changeMessage(ctx, input, async (found) => {
    const { tx, message, channel, member } = found
    await mustTakeChanges(found)
    if (message.userId !== userId || message.kind !== 'user') {
      throw new Refusal('FORBIDDEN', 'Only who wrote a message edits it')
    }
    // Else somebody who may no longer announce anything could, in the place of what they once did.
    if (channel.kind === 'announcement') mustManage(member)
    mustNotBeDeleted(message)
    // Else the original's author would seem to have said it, and those who voted to have meant it.
    if (message.forwarded) throw new Refusal('FORBIDDEN', 'What is forwarded stays as the original said it')
    if (message.poll) throw new Refusal('FORBIDDEN', 'The question of a poll stays as it was asked')
    if (content === message.content) return null
    await keepVersion(found)
    const mentioned = await findMentioned(tx, { channelId: channel.id, userId, content })
    await noteMentions(tx, message, mentioned)
    return { content, editedAt: new Date(), previews: keptPreviews(message, content), ...mentioned }
  })
  ctx.services.previews.look([edited])
  return edited
}

async function keepVersion({ tx, message }: Found): Promise<void> {
  const { channelId, number, revision, content, editedAt, createdAt } = message
  await tx.insert(messageVersions).values({ channelId, number, revision, content, writtenAt: editedAt ?? createdAt })
  const mine = and(eq(messageVersions.channelId, channelId), eq(messageVersions.number, number))
  const tooOld = tx
    .select({ revision: messageVersions.revision })
    .from(messageVersions)
    .where(mine)
    .orderBy(desc(messageVersions.revision))
    .offset(limits.versionsMax)
  await tx.delete(messageVersions).where(and(mine, inArray(messageVersions.revision, tooOld)))
}
