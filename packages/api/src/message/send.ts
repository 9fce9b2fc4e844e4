import type { Message } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../limit.ts'
import { checkMetadata } from './metadata.ts'
import { toMessage } from './present.ts'

type Input = {
  channelId: string
  clientId: string
  content: string
  replyTo?: number
  attachmentIds?: string[]
  metadata?: Record<string, string>
}

/**
 * Resolves once the message is committed. A retried `clientId` gets the message of the first try, whatever has changed
 * since. The message log checks who may, and what it replies to and carries, and publishes; see `message/publish.ts`.
 */
export async function send(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.send, userId)
  const metadata = checkMetadata(ctx.services.metadata, input.metadata)
  const { message } = await ctx.services.messageLog.append({ ...input, userId, metadata })
  return toMessage(message)
}
