import { schema } from '@chime/db'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'

const { passkeys } = schema

/**
 * Deletes a passkey of the caller, which then logs nobody in. It asks for no password: whoever lost a device must be
 * quick, and the password still opens the account. @throws Refusal `NOT_FOUND`
 */
export async function deletePasskey(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { services, actor } = ctx
  const gone = await services.db.drizzle
    .delete(passkeys)
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, actor.userId)))
    .returning({ id: passkeys.id })
  if (gone.length === 0) throw notFound('passkey')
  ctx.log.info({ userId: actor.userId, passkeyId: id, address: ctx.address }, 'passkey deleted')
  return null
}
