import { schema } from '@chime/db'
import type { Passkey } from '@chime/protocol'
import { asc, eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { toPasskey } from './present.ts'

const { passkeys } = schema

/** The caller's passkeys, the oldest first. They have at most `limits.passkeysMax`. */
export async function listPasskeys({ services, actor }: SignedInContext): Promise<Passkey[]> {
  const rows = await services.db.drizzle
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, actor.userId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
  return rows.map(toPasskey)
}
