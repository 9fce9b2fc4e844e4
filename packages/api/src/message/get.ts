import { schema } from '@chime/db'
import type { Message } from '@chime/protocol'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { type MessageKey, ofMessage } from './change.ts'
import { toMessage } from './present.ts'

const { messages } = schema

/** @throws Refusal `NOT_FOUND` */
export function getMessage(ctx: SignedInContext, key: MessageKey): Promise<Message> {
  return snapshot(ctx.services.db, async (tx) => {
    await loadReadable(tx, ctx.actor.userId, key.channelId)
    const [row] = await tx.select().from(messages).where(ofMessage(key))
    if (!row) throw notFound('message')
    return toMessage(row)
  })
}
