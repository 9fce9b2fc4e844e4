import { lockUsers, nextUserRevisions, schema } from '@chime/db'
import { and, eq, sql } from 'drizzle-orm'
import { Refusal, toTRPCError } from '../errors.ts'
import { change } from '../event/publish.ts'
import { fitMetadata } from '../message/metadata.ts'
import type { Services } from '../services.ts'
import { tellScheduled } from './tell.ts'
import { emptied } from './unschedule.ts'

const { scheduledMessages, users } = schema

type Row = typeof scheduledMessages.$inferSelect

/**
 * Sends a message whose time has come. May be called again after any failure, and by several nodes at once: whoever begins wins
 * over who takes it back, and the message log makes one message of one `clientId`, however often it is asked.
 *
 * @throws when it should be tried again: the database could not, or the channel is in slow mode
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
    const sent = await services.messageLog.append(message)
    await end(services, row, { ...emptied, state: 'sent', number: sent.message.number })
  } catch (error) {
    const { cause, message } = toTRPCError(error, '')
    // In slow mode for hours: until its turn it can be taken back.
    if (cause instanceof Refusal && cause.reason === 'RATE_LIMITED') await giveBack(services, id)
    if (!(cause instanceof Refusal) || cause.reason === 'UNAVAILABLE' || cause.reason === 'RATE_LIMITED') throw error
    await end(services, row, { state: 'failed', error: message })
  }
}

/** From here on it cannot be taken back, unless it is given back. @returns undefined when there is nothing to do, any more */
async function begin({ db }: Services, id: string): Promise<Row | undefined> {
  const [row] = await db.drizzle
    .update(scheduledMessages)
    .set({ begunAt: sql`coalesce(${scheduledMessages.begunAt}, now())` })
    .where(isWaiting(id))
    .returning()
  return row
}

/** It was surely not sent. */
async function giveBack({ db }: Services, id: string): Promise<void> {
  await db.drizzle.update(scheduledMessages).set({ begunAt: null }).where(isWaiting(id))
}

async function end(services: Services, { id, userId }: Row, set: Partial<Row>): Promise<void> {
  await change(services, async (tx, say) => {
    await lockUsers(tx, [userId])
    // Whoever comes second finds that it has ended, and takes no revision.
    const [row] = await tx.select().from(scheduledMessages).where(isWaiting(id))
    if (!row) return
    const userRevision = (await nextUserRevisions(tx, [userId])).get(userId)
    const [ended] = await tx
      .update(scheduledMessages)
      .set({ ...set, userRevision })
      .where(isWaiting(id))
      .returning()
    if (ended) say(tellScheduled(ended))
  })
}

const isWaiting = (id: string) => and(eq(scheduledMessages.id, id), eq(scheduledMessages.state, 'waiting'))
