import { limits } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { publish, serialize } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { snapshot } from '../snapshot.ts'
import { mustNotBeBlocked } from '../user/block.ts'
import { archived, readable } from './access.ts'
import { peerOf } from './summary.ts'

/**
 * Tells the others that I am typing, for `limits.typingMs`. Say it again while it goes on. A hint: it may be lost.
 *
 * @throws Refusal `FORBIDDEN` for who looks on, where it is archived, and in a direct conversation where one has blocked the other
 */
export async function typing(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.typing, userId)
  const { homeMember, isArchived } = await snapshot(ctx.services.db, async (tx) => {
    const found = await readable(tx, userId, channelId)
    const peerId = peerOf(found.channel.directKey, userId)
    if (peerId !== null) await mustNotBeBlocked(tx, userId, peerId)
    return found
  })
  if (!homeMember) throw new Refusal('FORBIDDEN', 'Join the channel first')
  if (isArchived) throw archived()
  // Typing would show that they are there. Asked last, so that the answer to the caller is the same.
  if (ctx.services.presence.isInvisible(userId)) return null
  const expiresAt = new Date(Date.now() + limits.typingMs).toISOString()
  const events = serialize([{ type: 'typing', channelId, userId, expiresAt }])
  publish(ctx.services, { topic: `channel:${channelId}`, after: null, revision: null, events, except: userId })
  return null
}
