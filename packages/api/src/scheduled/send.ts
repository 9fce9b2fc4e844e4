import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq, sql } from 'drizzle-orm'
import { Refusal, toTRPCError } from '../errors.ts'
import { change } from '../event/publish.ts'
import { fitMetadata } from '../message/metadata.ts'
import type { Services } from '../services.ts'
import { userRows } from '../user-stream/rows.ts'
import { emptied } from './unschedule.ts'

const { scheduledMessages, users } = schema

type Row = typeof scheduledMessages.$inferSelect

/**
 * Sends a scheduled message when its time has come. It may be called again after any failure, and by several nodes at
 * once. From `begin` on the user cannot take the message back, and the message log makes one message of one `clientId`,
 * however often it is asked.
 *
 * @throws when it should be tried again: the database failed, or the channel is in slow mode
 */
export async function sendScheduled(services: Services, id: string): Promise<void> {
  const row = await begin(services, id)
  if (!row) return
  const { channelId, userId, clientId, content, replyTo, attachmentIds } = row
  const [author] = await services.db.drizzle
    .select({ suspendedAt: users.suspendedAt })
    .from(users)
    .where(eq(users.id, userId))
  if (author?.suspendedAt) return await end(services, row, { state: 'failed', error: 'The account is suspended' })
  const metadata = fitMetadata(services.metadata, row.metadata)
  const message = { channelId, userId, clientId, content, metadata, replyTo, attachmentIds }
  try {
    await services.filters.mustPassAsNew(message, { content })
    const sent = await services.messageLog.append(message)
    await end(services, row, { ...emptied, state: 'sent', number: sent.message.number })
  } catch (error) {
    const { cause, message } = toTRPCError(error, '')
    // Slow mode may last for hours. Until the message may be sent, the user can take it back again.
    if (cause instanceof Refusal && cause.reason === 'RATE_LIMITED') await giveBack(services, id)
    if (!(cause instanceof Refusal) || cause.reason === 'UNAVAILABLE' || cause.reason === 'RATE_LIMITED') throw error
    await end(services, row, { state: 'failed', error: message })
  }
}

/**
 * Marks the message as begun: from here on the user cannot take it back, unless `giveBack` allows it again.
 *
 * @returns undefined when the message does not wait any more
 */
async function begin({ db }: Services, id: string): Promise<Row | undefined> {
  const [row] = await db.drizzle
    .update(scheduledMessages)
    .set({ begunAt: sql`coalesce(${scheduledMessages.begunAt}, now())` })
    .where(isWaiting(id))
    .returning()
  return row
}

/** Only for a message that was certainly not sent. */
async function giveBack({ db }: Services, id: string): Promise<void> {
  await db.drizzle.update(scheduledMessages).set({ begunAt: null }).where(isWaiting(id))
}

async function end(services: Services, { id, userId }: Row, set: Partial<Row>): Promise<void> {
  await change(services, async (tx, publishAfterCommit) => {
    await lockUsers(tx, [userId])
    // If two nodes do this, the second finds that the message does not wait any more, and uses up no revision.
    const [row] = await tx.select().from(scheduledMessages).where(isWaiting(id))
    if (!row) return
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [ended] = await tx
      .update(scheduledMessages)
      .set({ ...set, userRevision })
      .where(isWaiting(id))
      .returning()
    if (ended) publishAfterCommit(userRows.scheduled.publication(ended))
  })
}

const isWaiting = (id: string) => and(eq(scheduledMessages.id, id), eq(scheduledMessages.state, 'waiting'))
