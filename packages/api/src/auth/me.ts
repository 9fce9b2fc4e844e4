import { schema } from '@chime/db'
import type { Me } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { toMe } from '../user/present.ts'

/** The caller's own profile. */
export async function me({ services, actor }: SignedInContext): Promise<Me> {
  const [row] = await services.db.drizzle.select().from(schema.users).where(eq(schema.users.id, actor.userId))
  if (!row) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  return toMe(row)
}
