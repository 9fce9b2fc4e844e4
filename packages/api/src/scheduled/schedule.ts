import { randomUUID } from 'node:crypto'
import { AppendError, nextUserRevisions, schema, type Tx } from '@chime/db'
import { limits, type Scheduled } from '@chime/protocol'
import { and, count, eq, inArray, isNull, not, sql } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { change } from '../event/publish.ts'
import { limit, rules } from '../limit.ts'
import { checkMetadata } from '../message/metadata.ts'
import { toScheduled } from '../user/own-rows.ts'
import { mustBeAhead } from './ahead.ts'
import { mustBeAbleToWrite } from './may-write.ts'
import { tellScheduled } from './tell.ts'

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
 * Has a message sent later, by whichever node is there then. A retried `clientId` gets what the first try scheduled, whatever
 * became of it, before anything else is checked.
 *
 * @throws Refusal what `messages.send` would be refused for now; `TOO_LARGE` for one too many
 */
export async function schedule(ctx: SignedInContext, input: Input): Promise<Scheduled> {
  const { userId } = ctx.actor
  const { channelId, content, clientId = randomUUID(), replyTo = null, attachmentIds = [] } = input
  await limit(ctx, rules.send, userId)
  const known = await findScheduled(ctx.services.db.drizzle, userId, clientId)
  if (known) return toScheduled(known)
  const sendAt = mustBeAhead(input.sendAt, 'sendAt')
  const metadata = checkMetadata(ctx.services.metadata, input.metadata)
  const row = await change(ctx.services, async (tx, say) => {
    await mustBeAbleToWrite(tx, userId, channelId)
    // Under the lock on the user, who schedules one after the other.
    const revision = (await nextUserRevisions(tx, [userId])).get(userId)
    if (revision === undefined) throw notFound('user')
    const twin = await findScheduled(tx, userId, clientId)
    if (twin) throw new Known(twin)
    await mustHaveRoom(tx, userId)
    if (replyTo !== null) await mustExist(tx, channelId, replyTo)
    await mustBeMine(tx, userId, channelId, attachmentIds)
    const values = { userId, channelId, clientId, content, metadata, replyTo, attachmentIds, sendAt }
    const [row] = await tx
      .insert(scheduledMessages)
      .values({ ...values, userRevision: revision })
      .returning()
    if (!row) throw new Error('nothing was inserted')
    await ctx.services.jobs.add(tx, 'due', { what: 'scheduled', id: row.id }, sendAt)
    say(tellScheduled(row))
    return row
  }).catch((error: unknown) => {
    if (error instanceof Known) return error.row
    throw error
  })
  return toScheduled(row)
}

type Row = typeof scheduledMessages.$inferSelect

/** Rolls back, so that the revision is not spent: two tries with one `clientId` came at once, and the other was first. */
class Known extends Error {
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

/** Those that could not be sent count too: they stay, and are listed, until they are taken away. */
async function mustHaveRoom(tx: Tx, userId: string): Promise<void> {
  const [row] = await tx
    .select({ waiting: count() })
    .from(scheduledMessages)
    .where(and(eq(scheduledMessages.userId, userId), inArray(scheduledMessages.state, ['waiting', 'failed'])))
  if ((row?.waiting ?? 0) >= limits.scheduledMax) {
    throw new Refusal(
      'TOO_LARGE',
      `At most ${limits.scheduledMax} messages wait to be sent, with those that could not be`,
    )
  }
}

async function mustExist(tx: Tx, channelId: string, number: number): Promise<void> {
  const [row] = await tx
    .select({ number: messages.number })
    .from(messages)
    .where(and(eq(messages.channelId, channelId), eq(messages.number, number)))
  if (!row) throw new AppendError('noreply')
}

/**
 * Mine, uploaded for this channel, not sent, and not in another message that waits. They count as new, so that whoever is just now
 * collecting what nobody sends leaves them; from here on this message keeps them.
 */
async function mustBeMine(tx: Tx, userId: string, channelId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const isTaken = sql`exists (select from ${scheduledMessages} where ${scheduledMessages.state} = 'waiting'
    and ${scheduledMessages.userId} = ${userId} and ${attachments.id} = any(${scheduledMessages.attachmentIds}))`
  const mine = await tx
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
  if (mine.length < ids.length) throw new AppendError('noattachment')
}
