import { schema } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../limit.ts'
import { eraseFiles } from './erase.ts'

const { attachments } = schema

/**
 * Takes a file of mine away that was not sent, or cancels its upload.
 *
 * @throws Refusal `NOT_FOUND` for what is not mine, or was sent
 */
export async function deleteAttachment(
  ctx: Pick<SignedInContext, 'services' | 'actor'>,
  { id }: { id: string },
): Promise<null> {
  const { services, actor } = ctx
  await limit(ctx, rules.change, actor.userId)
  const mine = and(eq(attachments.id, id), eq(attachments.userId, actor.userId))
  const gone = await services.db.drizzle
    .delete(attachments)
    .where(and(mine, isNull(attachments.number), isNull(attachments.usedFor)))
    .returning({ id: attachments.id })
  if (gone.length === 0) throw notFound('file')
  await eraseFiles(services)
  return null
}
