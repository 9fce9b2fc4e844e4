import { schema } from '@chime/db'
import type { AttachmentState } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Services } from '../services.ts'
import { finishUpload } from './finish-upload.ts'
import { type AttachmentRow, toAttachment } from './present.ts'

const { attachments } = schema

/**
 * Tells the state of a file of the caller: still uploading, or ready. (Files of earlier releases may have been refused.)
 *
 * @throws Refusal `NOT_FOUND` for a file of somebody else
 */
export async function getAttachment(
  { services, actor }: SignedInContext,
  { id }: { id: string },
): Promise<AttachmentState> {
  const found = await myAttachment(services, actor.userId, id)
  // The node that received the last byte may have crashed before it looked at the file.
  if (found.state === 'waiting') await finishUpload(services, id)
  const row = found.state === 'waiting' ? await myAttachment(services, actor.userId, id) : found
  const { state, keepsMetadata, refusal: reason } = row
  return { state, attachment: state === 'ready' ? toAttachment(row) : null, keepsMetadata, reason }
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
