import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { tellScheduled } from './tell.ts'

const { scheduledMessages } = schema

/** What is left of one that will not be sent, or was: the message itself is elsewhere, or nowhere. */
export const emptied = { content: '', metadata: {}, attachmentIds: [] }

/**
 * Takes a message back before it is sent, or one that could not be sent. Doing it twice changes nothing. Its row stays, emptied,
 * since it is how my other devices hear of it; its job finds nothing to do.
 *
 * @throws Refusal `CONFLICT` once sending it has begun
 */
export async function unschedule(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, say) => {
    await lockUsers(tx, [userId])
    const mine = and(eq(scheduledMessages.id, id), eq(scheduledMessages.userId, userId))
    // Who begins to send it waits for this, and this for them.
    const [row] = await tx.select().from(scheduledMessages).where(mine).for('update')
    if (!row) throw notFound('message')
    if (row.state === 'cancelled') return null
    if (row.state === 'sent') throw new Refusal('CONFLICT', 'The message was sent')
    if (row.state === 'waiting' && row.begunAt) throw new Refusal('CONFLICT', 'The message is being sent')
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const set = { ...emptied, state: 'cancelled' as const, userRevision }
    const [changed] = await tx.update(scheduledMessages).set(set).where(mine).returning()
    if (changed) say(tellScheduled(changed))
    return null
  })
}
