import { schema, transaction } from '@chime/db'
import { type CustomEmoji, limits } from '@chime/protocol'
import { mustAdminister } from '../admin/access.ts'
import { makePicture, usePicture } from '../attachment/use-picture.ts'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { toEmoji } from './present.ts'

const { emojis } = schema

/**
 * Makes a custom emoji from a picture that the caller uploaded: everybody may write it as `:name:`.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `CONFLICT` for a name that is taken,
 * `TOO_LARGE`, and what `makePicture` throws
 */
export async function createEmoji(
  ctx: SignedInContext,
  { name, attachmentId }: { name: string; attachmentId: string },
): Promise<CustomEmoji> {
  const { db } = ctx.services
  const { userId } = ctx.actor
  await mustAdminister(db.drizzle, userId)
  await limit(ctx, rules.create, userId)
  const made = await makePicture(ctx, { id: attachmentId, usedFor: 'emoji', field: 'attachmentId' })
  return transaction(db, async (tx) => {
    await mustAdminister(tx, userId)
    if ((await tx.$count(emojis)) >= limits.customEmojiMax) {
      throw new Refusal('TOO_LARGE', `There may be ${limits.customEmojiMax} emoji of our own`)
    }
    const [row] = await tx
      .insert(emojis)
      .values({ name, attachmentId, createdBy: userId })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new Refusal('CONFLICT', 'There is an emoji of that name', { field: 'name' })
    await usePicture(tx, made)
    const target = { id: null, name: `:${name}:` }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), { action: 'emoji.create', target })
    return toEmoji(row)
  })
}
