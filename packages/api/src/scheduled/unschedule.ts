import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'

const { scheduledMessages } = schema

/**
 * What is erased from a scheduled message that was sent or cancelled. If it was sent, the message itself is in its
 * channel.
 */
export const emptied = { content: '', metadata: {}, attachmentIds: [] }

/**
 * Cancels a scheduled message that waits or could not be sent. Cancelling it again changes nothing. Its row stays,
 * without content, because it is how the caller's other devices learn of this. The job of the message will find nothing
 * to do.
 *
 * @throws Refusal `CONFLICT` once sending has begun
 */
export async function unschedule(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  return change(ctx.services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    const isOwn = and(eq(scheduledMessages.id, id), eq(scheduledMessages.userId, userId))
    // `begin` updates this row, so the one that comes second waits for the other.
    const [row] = await tx.select().from(scheduledMessages).where(isOwn).for('update')
    if (!row) throw notFound('message')
    if (row.state === 'cancelled') return null
    if (row.state === 'sent') throw new Refusal('CONFLICT', 'The message was sent')
    if (row.state === 'waiting' && row.begunAt) throw new Refusal('CONFLICT', 'The message is being sent')
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const set = { ...emptied, state: 'cancelled' as const, userRevision }
    const [changed] = await tx.update(scheduledMessages).set(set).where(isOwn).returning()
    if (changed) publishAfterCommit(userRows.scheduled.publication(changed))
    return null
  })
}
