import { type MessageRow, schema, type Tx } from '@chime/db'
import { limits, type Message } from '@chime/protocol'
import { and, asc, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { mustBeKnownEmoji } from '../emoji/access.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { changeMessage, type Found, mustNotBeDeleted, mustNotBeNotice, mustTakeChanges, type Place } from './change.ts'

const { reactions } = schema

type Input = Place & { emoji: string }
type Reactions = NonNullable<MessageRow['reactions']>

/**
 * Reacts to a message. Doing it twice changes nothing.
 *
 * @throws Refusal `INVALID_INPUT` for the name of an emoji that this server does not have, `TOO_LARGE` for one emoji more than a message may have
 */
export async function react(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, input, async (found) => {
    await mustTakeReactions(found)
    const { emoji } = input
    await mustBeKnownEmoji(found.tx, emoji)
    const { channelId, number, reactions: held } = found.message
    const [added] = await found.tx
      .insert(reactions)
      .values({ channelId, number, emoji, userId })
      .onConflictDoNothing()
      .returning()
    return added ? { reactions: withOne(held ?? [], emoji, userId) } : null
  })
}

/** Takes a reaction of mine back. */
export async function unreact(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, input, async (found) => {
    await mustTakeReactions(found)
    const { tx, message } = found
    const gone = await tx
      .delete(reactions)
      .where(and(ofEmoji(message, input.emoji), eq(reactions.userId, userId)))
      .returning()
    return gone.length > 0 ? { reactions: await withoutOne(tx, message, input.emoji, userId) } : null
  })
}

async function mustTakeReactions(found: Found): Promise<void> {
  await mustTakeChanges(found)
  mustNotBeNotice(found.message)
  mustNotBeDeleted(found.message)
}

function withOne(held: Reactions, emoji: string, userId: string): Reactions {
  const known = held.some((one) => one.emoji === emoji)
  if (!known && held.length >= limits.reactionsMax) {
    throw new Refusal('TOO_LARGE', `A message takes ${limits.reactionsMax} different reactions`)
  }
  if (!known) return [...held, { emoji, count: 1, userIds: [userId] }]
  return held.map((one) => {
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

const ofEmoji = ({ channelId, number }: Place, emoji: string) =>
  and(eq(reactions.channelId, channelId), eq(reactions.number, number), eq(reactions.emoji, emoji))
