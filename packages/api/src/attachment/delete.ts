import { schema } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { eraseFiles } from './erase.ts'

const { attachments } = schema

/**
 * Deletes a file of the caller that was not sent, or cancels its upload.
 *
 * @throws Refusal `NOT_FOUND` for a file of somebody else, and for one that was sent
 */
export async function deleteAttachment(
  ctx: Pick<SignedInContext, 'services' | 'actor'>,
  { id }: { id: string },
): Promise<null> {
  const { services, actor } = ctx
  await limit(ctx, rules.change, actor.userId)
  const isOwn = and(eq(attachments.id, id), eq(attachments.userId, actor.userId))
  const gone = await services.db.drizzle
    .delete(attachments)
    .where(and(isOwn, isNull(attachments.number), isNull(attachments.usedFor)))
    .returning({ id: attachments.id })
  if (gone.length === 0) throw notFound('file')
  await eraseFiles(services)
  return null
}
