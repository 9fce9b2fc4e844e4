import { schema } from '@chime/db'
import { limits, type Message } from '@chime/protocol'
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { mustManage, readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { limit, rules } from '../limit.ts'
import { snapshot } from '../snapshot.ts'
import { changeMessage, mustNotBeDeleted, mustNotBeNotice, mustTakeChanges, type Place } from './change.ts'
import { toMessage } from './present.ts'

const { messages } = schema

/** Pins a message for everybody. In a group and in a direct conversation anybody may; elsewhere owners and admins. */
export const pin = (ctx: SignedInContext, place: Place): Promise<Message> => setPinned(ctx, place, true)
export const unpin = (ctx: SignedInContext, place: Place): Promise<Message> => setPinned(ctx, place, false)

async function setPinned(ctx: SignedInContext, place: Place, pinned: boolean): Promise<Message> {
  await limit(ctx, rules.change, ctx.actor.userId)
  return changeMessage(ctx, place, async (found) => {
    const { message, home, member } = found
    await mustTakeChanges(found)
    if (home.kind === 'public' || home.kind === 'announcement') mustManage(member)
    mustNotBeNotice(message)
    mustNotBeDeleted(message)
    return (message.pinnedAt !== null) === pinned ? null : { pinnedAt: pinned ? new Date() : null }
  })
}

/** What is pinned in the channel, the last first. */
export function listPinned(ctx: SignedInContext, { channelId }: { channelId: string }): Promise<Message[]> {
  return snapshot(ctx.services.db, async (tx) => {
    await readable(tx, ctx.actor.userId, channelId)
    const rows = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.channelId, channelId), isNotNull(messages.pinnedAt)))
      .orderBy(desc(messages.pinnedAt))
      .limit(limits.pageMax)
    return rows.map(toMessage)
  })
}
