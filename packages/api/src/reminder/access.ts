import { schema, type Tx } from '@chime/db'
import { mayRead } from '../channel/access.ts'
import { type MessageKey, ofMessage } from '../message/change.ts'

const { messages } = schema

/** Whether the message still exists and the user may read it. */
export async function mayStillRead(tx: Tx, userId: string, key: MessageKey): Promise<boolean> {
  if (!(await mayRead(tx, userId, key.channelId))) return false
  const [message] = await tx.select({ deletedAt: messages.deletedAt }).from(messages).where(ofMessage(key))
  return message !== undefined && message.deletedAt === null
}
