import { schema, type Tx } from '@chime/db'
import { loadReadable } from '../channel/access.ts'
import { Refusal } from '../errors.ts'
import { type MessageKey, ofMessage } from '../message/change.ts'

const { messages } = schema

/** Whether the message still exists and the user may read it. A refusal becomes the answer `false`. */
export async function mayStillRead(tx: Tx, userId: string, key: MessageKey): Promise<boolean> {
  try {
    await loadReadable(tx, userId, key.channelId)
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
  const [message] = await tx.select({ deletedAt: messages.deletedAt }).from(messages).where(ofMessage(key))
  return message !== undefined && message.deletedAt === null
}
