import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { answerSender } from '../message/answer-sender.ts'
import { limit, rules } from '../rate-limits.ts'

type Input = { channelId: string; clientId: string; question: string; options: string[]; multiple?: boolean }

/** Sends a poll. A poll is a message and is sent like any other; see `send`. */
export async function createPoll(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  const { channelId, clientId, question, options, multiple = false } = input
  await limit(ctx, rules.send, userId)
  await ctx.services.filters.mustPassAsNew({ channelId, userId, clientId }, { question, options })
  const choices = options.map((text) => ({ text, count: 0, userIds: [] }))
  const poll = { options: choices, multiple, closedAt: null }
  const appended = await ctx.services.messageLog.append({ channelId, userId, clientId, content: question, poll })
  return answerSender(ctx, appended, { content: question, poll })
}
