import { limits } from '@chime/protocol'
import { mustNotBeBlocked } from '../block/access.ts'
import { blockedEitherWay } from '../block/between.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { publish, serialize } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { snapshot } from '../snapshot.ts'
import { archived, loadReadable } from './access.ts'
import { peerOf } from './direct-key.ts'

/**
 * Tells the others that the caller is typing, for `limits.typingMs`; clients repeat it while it goes on. It is a hint
 * that may be lost. Nobody is told of whom they block, nor of those who block them.
 *
 * @throws Refusal `FORBIDDEN` for a reader who is no member, in an archived channel, and in a direct conversation (or a
 * thread of one) where one has blocked the other
 */
export async function typing(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.typing, userId)
  const { parentMember, isArchived, blocked } = await snapshot(ctx.services.db, async (tx) => {
    const found = await loadReadable(tx, userId, channelId)
    // A thread is between the people of its channel.
    const peerId = peerOf(found.directKey, userId)
    if (peerId !== null) await mustNotBeBlocked(tx, userId, peerId)
    return { ...found, blocked: await blockedEitherWay(tx, userId) }
  })
  if (!parentMember) throw new Refusal('FORBIDDEN', 'Join the channel first')
  if (isArchived) throw archived()
  // Typing would reveal that an invisible user is online. This is checked last, so that the caller gets the same
  // answers as everybody.
  if (ctx.services.presence.isInvisible(userId)) return null
  const expiresAt = new Date(Date.now() + limits.typingMs).toISOString()
  const events = serialize([{ type: 'typing', channelId, userId, expiresAt }])
  const except = blocked.length > 0 ? [userId, ...blocked] : userId
  publish(ctx.services, { topic: `channel:${channelId}`, after: null, revision: null, events, except })
  return null
}
