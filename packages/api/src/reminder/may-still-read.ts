import { schema, type Tx } from '@chime/db'
import { readable } from '../channel/access.ts'
import { Refusal } from '../errors.ts'
import { type Place, placeOf } from '../message/change.ts'

const { messages } = schema

/**
 * Whether there is something for this user to be called back to.
 *
 * @throws Refusal `NOT_FOUND` never: it is the answer `false`
 */
export async function mayStillRead(tx: Tx, userId: string, place: Place): Promise<boolean> {
  try {
    await readable(tx, userId, place.channelId)
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
  const [message] = await tx.select({ deletedAt: messages.deletedAt }).from(messages).where(placeOf(place))
  return message !== undefined && message.deletedAt === null
}
