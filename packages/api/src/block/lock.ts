import { lockChannels, lockUsers, schema, type Tx } from '@chime/db'
import { eq } from 'drizzle-orm'
import { directKey } from '../channel/direct-key.ts'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'

const { channels } = schema

/** @throws Refusal `INVALID_INPUT` when the caller names themselves */
export function mustBeSomebodyElse({ actor }: SignedInContext, blockedId: string): void {
  if (blockedId === actor.userId) {
    throw new Refusal('INVALID_INPUT', 'userId: nobody blocks themselves', { field: 'userId' })
  }
}

/**
 * Locks what a change of a block touches. First the direct conversation of the two, if they have one, since the message
 * log reads blocks under the lock on it; and the channels that are recounted. Then the user who blocks, so that their
 * blocks can be counted.
 *
 * @throws Refusal `NOT_FOUND` when the user who blocks is gone
 */
export async function lockForBlock(
  tx: Tx,
  userId: string,
  blockedId: string,
  channelIds: readonly string[],
): Promise<void> {
  const conversations = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(eq(channels.directKey, directKey(userId, blockedId)))
  const ids = [...conversations.map(({ id }) => id), ...channelIds]
  if (ids.length > 0) await lockChannels(tx, ids)
  if ((await lockUsers(tx, [userId])).length === 0) throw notFound('user')
}
