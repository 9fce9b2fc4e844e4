import { randomUUID } from 'node:crypto'
import { AppendError, type MessageRow, type NewMessage, schema, type Tx, transaction } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { deleted, mustNotBeDeleted, mustNotBeNotice, type Place, placeOf } from './change.ts'
import { fitMetadata } from './metadata.ts'
import { toMessage } from './present.ts'

const { attachments, messages } = schema

type Input = Place & { toChannelId: string; clientId: string }

/**
 * Sends somewhere else what a message says that I may read: its text, what it carries, and its files as files of the other
 * channel; of a poll the question. It calls nobody whom the text mentions, and says what it is a copy of: of a copy, the original.
 *
 * @throws Refusal `NOT_FOUND`, `FORBIDDEN` as for reading the one channel and writing in the other, and for what was deleted
 */
export async function forward(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.send, userId)
  const copy = await transaction(ctx.services.db, async (tx) => {
    // A retry is answered before anything is checked, and copies no files.
    const known = await findKnown(tx, userId, input)
    return known ?? (await makeCopy(tx, ctx, input))
  })
  if ('number' in copy) return toMessage(copy)
  const unused = () => dropCopies(ctx, copy)
  const { message } = await ctx.services.messageLog.append(copy).catch(async (error: unknown) => {
    // Where it is not known whether it was stored, they stay: whoever tries again may find it with them.
    if (error instanceof AppendError && error.reason !== 'unknown') await unused()
    throw error
  })
  // Of two tries at once the message has the files of one.
  await unused()
  return toMessage(message)
}

/** Those of the copies that no message took. Else they would count as files of mine that I uploaded and did not send. */
async function dropCopies(
  { services, actor, log }: SignedInContext,
  { attachmentIds = [] }: NewMessage,
): Promise<void> {
  if (attachmentIds.length === 0) return
  const mine = and(inArray(attachments.id, [...attachmentIds]), eq(attachments.userId, actor.userId))
  await services.db.drizzle
    .delete(attachments)
    .where(and(mine, isNull(attachments.number)))
    .catch((err: unknown) => log.debug({ err }, 'copies of files stay until they are swept'))
}

async function findKnown(tx: Tx, userId: string, { toChannelId, clientId }: Input) {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.channelId, toChannelId), eq(messages.userId, userId), eq(messages.clientId, clientId)))
  return row
}

async function makeCopy(tx: Tx, { actor, services }: SignedInContext, input: Input): Promise<NewMessage> {
  const { userId } = actor
  const { toChannelId, clientId } = input
  await readable(tx, userId, input.channelId)
  const [source] = await tx.select().from(messages).where(placeOf(input))
  if (!source) throw notFound('message')
  mustNotBeDeleted(source)
  mustNotBeNotice(source)
  const { channelId, number, content, createdAt } = source
  return {
    channelId: toChannelId,
    userId,
    clientId,
    content,
    metadata: fitMetadata(services.metadata, source.metadata),
    attachmentIds: source.attachments ? await copyFiles(tx, userId, source, toChannelId) : [],
    forwarded: source.forwarded ?? { channelId, number, userId: source.userId, createdAt: createdAt.toISOString() },
  }
}

/** Rows of their own for the same bytes. */
async function copyFiles(tx: Tx, userId: string, source: MessageRow, toChannelId: string): Promise<string[]> {
  // Else files would be copied into a channel that I know nothing of.
  await readable(tx, userId, toChannelId)
  // Locked, so that whoever deletes the message and its bytes then sees that they are still needed.
  const rows = await tx
    .select()
    .from(attachments)
    .where(and(eq(attachments.channelId, source.channelId), eq(attachments.number, source.number)))
    .for('key share')
  const files = new Map(rows.map((row) => [row.id, row]))
  const copies = (source.attachments ?? []).map(({ id }) => {
    const file = files.get(id)
    if (!file) throw deleted()
    return { ...file, id: randomUUID(), userId, channelId: toChannelId, number: null, createdAt: new Date() }
  })
  if (copies.length > 0) await tx.insert(attachments).values(copies)
  return copies.map(({ id }) => id)
}
