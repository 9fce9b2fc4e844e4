import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../rate-limits.ts'
import { answerSender } from './answer-sender.ts'
import { checkMetadata } from './metadata.ts'

type Input = {
  channelId: string
  clientId: string
  content: string
  replyTo?: number
  attachmentIds?: string[]
  metadata?: Record<string, string>
}

/**
 * Sends a message. It resolves once the message is committed. A retry with the same `clientId` gets the message of the
 * first attempt, whatever has changed since; see `answerSender`. The message log checks the permission, the reply and the files, and hands
 * the committed message to `publishMessages`.
 */
export async function send(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.send, userId)
  const metadata = checkMetadata(ctx.services.metadata, input.metadata)
  await ctx.services.filters.mustPassAsNew({ ...input, userId }, { content: input.content })
  const appended = await ctx.services.messageLog.append({ ...input, userId, metadata })
  return answerSender(ctx, appended, { content: input.content, metadata })
}
