import { limits } from '@chime/protocol'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { publish, serialize } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { snapshot } from '../snapshot.ts'
import { archived, readable } from './access.ts'

/** Tells the others that I am typing, for `limits.typingMs`. Say it again while it goes on. A hint: it may be lost. */
export async function typing(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.typing, userId)
  const { homeMember, isArchived } = await snapshot(ctx.services.db, (tx) => readable(tx, userId, channelId))
  if (!homeMember) throw new Refusal('FORBIDDEN', 'Join the channel first')
  if (isArchived) throw archived()
  // Typing would show that they are there. Asked last, so that the answer to the caller is the same.
  if (ctx.services.presence.isInvisible(userId)) return null
  const expiresAt = new Date(Date.now() + limits.typingMs).toISOString()
  const events = serialize([{ type: 'typing', channelId, userId, expiresAt }])
  publish(ctx.services, { topic: `channel:${channelId}`, after: null, revision: null, events, except: userId })
  return null
}
