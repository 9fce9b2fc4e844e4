import { schema, type Tx } from '@chime/db'
import { limits, type Message, type Poll } from '@chime/protocol'
import { and, count, eq, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { changeMessage, type MessageKey, mustTakeChanges } from '../message/change.ts'
import { limit, rules } from '../rate-limits.ts'
import { pollOf } from './poll-of.ts'

const { pollVotes } = schema

/**
 * Votes in a poll. It replaces the caller's earlier vote; an empty list takes it back. Votes are counted under the
 * channel's lock, so that the counts are right however many people vote at once.
 *
 * @throws Refusal `INVALID_INPUT` for an option that does not exist, or too many options; `FORBIDDEN` once the poll is
 * closed
 */
export async function vote(ctx: SignedInContext, input: MessageKey & { options: number[] }): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return changeMessage(ctx, input, async (found) => {
    const { tx, message } = found
    await mustTakeChanges(found)
    const poll = pollOf(message)
    if (poll.closedAt) throw new Refusal('FORBIDDEN', 'The poll is closed')
    const chosen = choicesIn(input.options, poll)
    const { channelId, number } = message
    const isOwn = and(ofPoll(message), eq(pollVotes.userId, userId))
    const before = await tx.select({ option: pollVotes.option }).from(pollVotes).where(isOwn)
    if (new Set(before.map(({ option }) => option)).symmetricDifference(chosen).size === 0) return null
    await tx.delete(pollVotes).where(isOwn)
    const votes = [...chosen].map((option) => ({ channelId, number, option, userId }))
    if (votes.length > 0) await tx.insert(pollVotes).values(votes)
    return { poll: await counted(tx, message, poll) }
  })
}

function choicesIn(options: readonly number[], poll: Poll): Set<number> {
  const chosen = new Set(options)
  const wrong = (text: string) => new Refusal('INVALID_INPUT', `options: ${text}`, { field: 'options' })
  if (options.some((option) => option >= poll.options.length)) throw wrong('there is no such choice')
  if (!poll.multiple && chosen.size > 1) throw wrong('only one may be chosen')
  return chosen
}

/** The poll with its votes counted anew. */
async function counted(tx: Tx, key: MessageKey, poll: Poll): Promise<Poll> {
  const { option, userId, createdAt } = pollVotes
  const rows = await tx
    .select({
      option,
      count: count(),
      userIds: sql<string[]>`(array_agg(${userId} order by ${createdAt}, ${userId}))[1:${limits.pollVotersMax}]`,
    })
    .from(pollVotes)
    .where(ofPoll(key))
    .groupBy(option)
  const found = new Map(rows.map((row) => [row.option, row]))
  const options = poll.options.map(({ text }, i) => {
    const { count = 0, userIds = [] } = found.get(i) ?? {}
    return { text, count, userIds }
  })
  return { ...poll, options }
}

const ofPoll = ({ channelId, number }: MessageKey) =>
  and(eq(pollVotes.channelId, channelId), eq(pollVotes.number, number))
