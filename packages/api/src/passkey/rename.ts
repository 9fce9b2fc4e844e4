import { schema } from '@chime/db'
import type { AuthRenamePasskeyInput, Passkey } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { toPasskey } from './present.ts'

const { passkeys } = schema

/** Names a passkey of the caller anew. @throws Refusal `NOT_FOUND` */
export async function renamePasskey(ctx: SignedInContext, { id, name }: AuthRenamePasskeyInput): Promise<Passkey> {
  const { services, actor } = ctx
  await limit(ctx, rules.change, actor.userId)
  const [row] = await services.db.drizzle
    .update(passkeys)
    .set({ name })
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, actor.userId)))
    .returning()
  if (!row) throw notFound('passkey')
  return toPasskey(row)
}
