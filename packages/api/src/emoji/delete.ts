import { schema, transaction } from '@chime/db'
import { eq } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import { eraseFiles } from '../attachment/erase.ts'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'

const { attachments, emojis } = schema

/**
 * Deletes a custom emoji. Where people have written it, its name stays as text.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`
 */
export async function deleteEmoji(ctx: SignedInContext, { name }: { name: string }): Promise<null> {
  const { db } = ctx.services
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  await transaction(db, async (tx) => {
    await mustAdminister(tx, userId)
    const [gone] = await tx.delete(emojis).where(eq(emojis.name, name)).returning()
    if (!gone) throw notFound('emoji')
    await tx.delete(attachments).where(eq(attachments.id, gone.attachmentId))
    const target = { id: null, name: `:${name}:` }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), { action: 'emoji.delete', target })
  })
  await eraseFiles(ctx.services)
  return null
}
