import { randomUUID } from 'node:crypto'
import { AppendError, nextUserRevisions, schema, type Tx } from '@chime/db'
import { limits, type Scheduled } from '@chime/protocol'
import { and, count, eq, inArray, isNull, not, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { parseFutureTime } from '../future-time.ts'
import { checkMetadata } from '../message/metadata.ts'
import { limit, rules } from '../rate-limits.ts'
import { userRows } from '../user-stream/rows.ts'
import { mustBeAbleToSend } from './access.ts'
import { toScheduled } from './present.ts'

const { attachments, messages, scheduledMessages } = schema

type Input = {
  channelId: string
  clientId?: string
  content: string
  sendAt: string
  metadata?: Record<string, string>
  replyTo?: number
  attachmentIds?: string[]
}

/**
 * Schedules a message. Whichever node is running then sends it. A retry with the same `clientId` returns what the first
 * attempt scheduled, whatever became of it, before anything else is checked.
 *
 * @throws Refusal the refusals of `messages.send`, as of now; `TOO_LARGE` for one message too many, or
 * too many bytes of them
 */
export async function schedule(ctx: SignedInContext, input: Input): Promise<Scheduled> {
  const { userId } = ctx.actor
  const { channelId, content, clientId = randomUUID(), replyTo = null, attachmentIds = [] } = input
  await limit(ctx, rules.send, userId)
  const known = await findScheduled(ctx.services.db.drizzle, userId, clientId)
  if (known) return toScheduled(known)
  const sendAt = parseFutureTime(input.sendAt, 'sendAt')
  const metadata = checkMetadata(ctx.services.metadata, input.metadata)
  ctx.services.filters.mustPass({ text: content, field: 'content', userId, channelId })
  const row = await change(ctx.services, async (tx, publishAfterCommit) => {
    await mustBeAbleToSend(tx, userId, channelId)
    // This also locks the user, so that two calls of one user run one after the other.
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound('user')
    const earlier = await findScheduled(tx, userId, clientId)
    if (earlier) throw new AlreadyScheduled(earlier)
    await mustHaveRoom(tx, userId, { content, metadata })
    if (replyTo !== null) await mustExist(tx, channelId, replyTo)
    await mustBeUnsentUploads(tx, userId, channelId, attachmentIds)
    const values = { userId, channelId, clientId, content, metadata, replyTo, attachmentIds, sendAt }
    const [row] = await tx
      .insert(scheduledMessages)
      .values({ ...values, userRevision: revision })
      .returning()
    if (!row) throw new Error('nothing was inserted')
    await ctx.services.jobs.add(tx, 'due', { what: 'scheduled', id: row.id }, sendAt)
    publishAfterCommit(userRows.scheduled.publication(row))
    return row
  }).catch((error: unknown) => {
    if (error instanceof AlreadyScheduled) return error.row
    throw error
  })
  return toScheduled(row)
}

type Row = typeof scheduledMessages.$inferSelect

/**
 * Thrown to roll back, so that no revision is used up: another attempt with the same `clientId` ran at the same time
 * and was first.
 */
class AlreadyScheduled extends Error {
  readonly row: Row
  constructor(row: Row) {
    super('scheduled before')
    this.row = row
  }
}

async function findScheduled(tx: Pick<Tx, 'select'>, userId: string, clientId: string): Promise<Row | undefined> {
  const [row] = await tx
    .select()
    .from(scheduledMessages)
    .where(and(eq(scheduledMessages.userId, userId), eq(scheduledMessages.clientId, clientId)))
  return row
}

/** Messages that could not be sent count too: they stay in the list until the user takes them away. */
async function mustHaveRoom(tx: Tx, userId: string, added: Pick<Row, 'content' | 'metadata'>): Promise<void> {
  const bytes = sql`octet_length(${scheduledMessages.content}) + octet_length(${scheduledMessages.metadata}::text)`
  const [row] = await tx
    .select({ waiting: count(), bytes: sql`coalesce(sum(${bytes}), 0)`.mapWith(Number) })
    .from(scheduledMessages)
    .where(and(eq(scheduledMessages.userId, userId), inArray(scheduledMessages.state, ['waiting', 'failed'])))
  if ((row?.waiting ?? 0) >= limits.scheduledMax) {
    throw new Refusal(
      'TOO_LARGE',
      `At most ${limits.scheduledMax} messages wait to be sent, with those that could not be`,
    )
  }
  const addedBytes = Buffer.byteLength(added.content) + Buffer.byteLength(JSON.stringify(added.metadata))
  if ((row?.bytes ?? 0) + addedBytes <= limits.scheduledBytesMax) return
  throw new Refusal('TOO_LARGE', `All messages that wait together have at most ${limits.scheduledBytesMax} bytes`)
}

async function mustExist(tx: Tx, channelId: string, number: number): Promise<void> {
  const [row] = await tx
    .select({ number: messages.number })
    .from(messages)
    .where(and(eq(messages.channelId, channelId), eq(messages.number, number)))
  if (!row) throw new AppendError('noreply')
}

/**
 * Checks that the files are the user's, uploaded for this channel, not sent, and not part of another message that
 * waits. Also makes them look new, so that a sweep of unsent files that runs right now leaves them. From then on this
 * message keeps them.
 */
async function mustBeUnsentUploads(tx: Tx, userId: string, channelId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const isTaken = sql`exists (select from ${scheduledMessages} where ${scheduledMessages.state} = 'waiting'
    and ${scheduledMessages.userId} = ${userId} and ${attachments.id} = any(${scheduledMessages.attachmentIds}))`
  const uploads = await tx
    .update(attachments)
    .set({ createdAt: sql`now()` })
    .where(
      and(
        inArray(attachments.id, [...ids]),
        eq(attachments.userId, userId),
        eq(attachments.channelId, channelId),
        eq(attachments.state, 'ready'),
        isNull(attachments.number),
        not(isTaken),
      ),
    )
    .returning({ id: attachments.id })
  if (uploads.length < ids.length) throw new AppendError('noattachment')
}
