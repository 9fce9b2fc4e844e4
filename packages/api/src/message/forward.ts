import { randomUUID } from 'node:crypto'
import { AppendError, type MessageRow, type NewMessage, schema, type Tx, transaction } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { answerSender } from './answer-sender.ts'
import { deleted, type MessageKey, mustNotBeDeleted, mustNotBeNotice, ofMessage } from './change.ts'
import { fitMetadata } from './metadata.ts'

const { attachments, messages } = schema

type Input = MessageKey & { toChannelId: string; clientId: string }

/**
 * Sends a copy of a message that the caller may read to another channel: its content, metadata, and files, which become
 * files of that channel. Of a poll only the question is copied. The copy mentions nobody, and says which message it is
 * a copy of. A copy of a copy names the original.
 *
 * @throws Refusal `NOT_FOUND` and `FORBIDDEN` as for reading in the one channel and writing in the other; `FORBIDDEN`
 * for a deleted message
 */
export async function forward(ctx: SignedInContext, input: Input): Promise<Message> {
  const { userId } = ctx.actor
  await limit(ctx, rules.send, userId)
  const copy = await transaction(ctx.services.db, async (tx) => {
    // A retry is answered before anything else is checked, and copies no files.
    const known = await findKnown(tx, userId, input)
    return known ?? (await makeCopy(tx, ctx, input))
  })
  if ('number' in copy) return answerSender(ctx, { message: copy, fresh: false }, {})
  const unused = () => dropCopies(ctx, copy)
  const appended = await ctx.services.messageLog.append(copy).catch(async (error: unknown) => {
    // When it is not known whether the message was stored, the copied files stay, because the stored message may refer
    // to them.
    if (error instanceof AppendError && error.reason !== 'unknown') await unused()
    throw error
  })
  // Two attempts at once may both have copied the files. The message has the copies of one of them.
  await unused()
  return answerSender(ctx, appended, {})
}

/** Deletes the copied files that no message refers to. Otherwise they would count as unsent files of the caller. */
async function dropCopies(
  { services, actor, log }: SignedInContext,
  { attachmentIds = [] }: NewMessage,
): Promise<void> {
  if (attachmentIds.length === 0) return
  const isOwn = and(inArray(attachments.id, [...attachmentIds]), eq(attachments.userId, actor.userId))
  await services.db.drizzle
    .delete(attachments)
    .where(and(isOwn, isNull(attachments.number)))
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
  await loadReadable(tx, userId, input.channelId)
  const [source] = await tx.select().from(messages).where(ofMessage(input))
  if (!source) throw notFound('message')
  mustNotBeDeleted(source)
  mustNotBeNotice(source)
  const { channelId, number, content, createdAt } = source
  services.filters.mustPass({ text: content, field: 'content', userId, channelId: toChannelId })
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

/** Makes new rows for the same stored bytes. */
async function copyFiles(tx: Tx, userId: string, source: MessageRow, toChannelId: string): Promise<string[]> {
  // Otherwise a caller could copy files into a channel that they may not even see.
  await loadReadable(tx, userId, toChannelId)
  // Locked, so that whoever deletes the original meanwhile finds the new rows and does not erase the bytes.
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
