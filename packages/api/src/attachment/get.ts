import { schema } from '@chime/db'
import type { Attachment } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Services } from '../services.ts'
import { finishUpload } from './finish.ts'
import { type AttachmentRow, toAttachment } from './present.ts'

const { attachments } = schema

/**
 * How far a file of mine is.
 *
 * @throws Refusal `NOT_FOUND` for what is not mine
 */
export async function getAttachment(
  { services, actor }: SignedInContext,
  { id }: { id: string },
): Promise<{ state: AttachmentRow['state']; attachment: Attachment | null; reason: string | null }> {
  const found = await myAttachment(services, actor.userId, id)
  // Its last byte may have come to a node that then died.
  if (found.state === 'waiting') await finishUpload(services, found)
  const row = found.state === 'waiting' ? await myAttachment(services, actor.userId, id) : found
  return { state: row.state, attachment: row.state === 'ready' ? toAttachment(row) : null, reason: row.refusal }
}

/** @throws Refusal `NOT_FOUND` */
export async function myAttachment({ db }: Pick<Services, 'db'>, userId: string, id: string): Promise<AttachmentRow> {
  const [row] = await db.drizzle
    .select()
    .from(attachments)
    .where(and(eq(attachments.id, id), eq(attachments.userId, userId)))
  if (!row) throw notFound('file')
  return row
}
