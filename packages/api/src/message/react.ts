import { type MessageRow, schema, type Tx } from '@chime/db'
import { limits, type Message } from '@chime/protocol'
import { and, asc, eq } from 'drizzle-orm'
import { haveBlocked, isBlocking } from '../block/access.ts'
import type { SignedInContext } from '../context.ts'
import { mustBeKnownEmoji } from '../emoji/access.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import {
  changeMessage,
  type LockedMessage,
  type MessageKey,
  mustNotBeDeleted,
  mustNotBeNotice,
  mustTakeChanges,
} from './change.ts'
import { mendReactions } from './mend-reactions.ts'

const { reactions } = schema

type Input = MessageKey & { emoji: string }
type Reactions = NonNullable<MessageRow['reactions']>

/**
 * Adds a reaction. Adding it again changes nothing, in whatever spelling of the emoji.
 *
 * @throws Refusal `INVALID_INPUT` for a custom emoji that this server does not have, `TOO_LARGE` for more different
 * emoji than a message may have, `FORBIDDEN` where the caller and its author have a block, either way
 */
export async function react(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, input, async (found) => {
    await mustTakeReactions(found)
    await mustHaveNoBlockWithAuthor(found, userId)
    const { emoji } = input
    await mustBeKnownEmoji(found.tx, emoji)
    const { channelId, number } = found.message
    const mended = await mendReactions(found.tx, found.message)
    const before = mended ?? found.message.reactions ?? []
    const [added] = await found.tx
      .insert(reactions)
      .values({ channelId, number, emoji, userId })
      .onConflictDoNothing()
      .returning()
    if (added) return { reactions: withOne(before, emoji, userId) }
    return mended && { reactions: mended }
  })
}

/** Removes a reaction of the caller. */
export async function unreact(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, input, async (found) => {
    await mustTakeReactions(found)
    const { tx } = found
    const mended = await mendReactions(tx, found.message)
    const message = mended ? { ...found.message, reactions: mended } : found.message
    const gone = await tx
      .delete(reactions)
      .where(and(ofEmoji(message, input.emoji), eq(reactions.userId, userId)))
      .returning()
    if (gone.length > 0) return { reactions: await withoutOne(tx, message, input.emoji, userId) }
    return mended && { reactions: mended }
  })
}

async function mustHaveNoBlockWithAuthor({ tx, message }: LockedMessage, userId: string): Promise<void> {
  if (message.userId === null || message.userId === userId) return
  if (await isBlocking(tx, userId, message.userId)) throw haveBlocked()
  if (await isBlocking(tx, message.userId, userId)) {
    throw new Refusal('FORBIDDEN', 'You cannot react to what this person writes')
  }
}

async function mustTakeReactions(found: LockedMessage): Promise<void> {
  await mustTakeChanges(found)
  mustNotBeNotice(found.message)
  mustNotBeDeleted(found.message)
}

function withOne(before: Reactions, emoji: string, userId: string): Reactions {
  const known = before.some((one) => one.emoji === emoji)
  if (!known && before.length >= limits.reactionsMax) {
    throw new Refusal('TOO_LARGE', `A message takes ${limits.reactionsMax} different reactions`)
  }
  if (!known) return [...before, { emoji, count: 1, userIds: [userId] }]
  return before.map((one) => {
    if (one.emoji !== emoji) return one
    const userIds = one.userIds.length < limits.reactionUsersMax ? [...one.userIds, userId] : one.userIds
    return { emoji, count: one.count + 1, userIds }
  })
}

async function withoutOne(tx: Tx, message: MessageRow, emoji: string, userId: string): Promise<Reactions | null> {
  const rest: Reactions = []
  for (const one of message.reactions ?? []) {
    if (one.emoji !== emoji) rest.push(one)
    else if (one.count > 1) {
      const userIds = one.userIds.includes(userId) ? await firstUsers(tx, message, emoji) : one.userIds
      rest.push({ emoji, count: one.count - 1, userIds })
    }
  }
  return rest.length > 0 ? rest : null
}

async function firstUsers(tx: Tx, message: MessageRow, emoji: string): Promise<string[]> {
  const rows = await tx
    .select({ userId: reactions.userId })
    .from(reactions)
    .where(ofEmoji(message, emoji))
    .orderBy(asc(reactions.createdAt), asc(reactions.userId))
    .limit(limits.reactionUsersMax)
  return rows.map((row) => row.userId)
}

const ofEmoji = ({ channelId, number }: MessageKey, emoji: string) =>
  and(eq(reactions.channelId, channelId), eq(reactions.number, number), eq(reactions.emoji, emoji))
