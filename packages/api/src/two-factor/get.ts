import { schema } from '@chime/db'
import type { TwoFactor } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'

const { recoveryCodes, twoFactor } = schema

/** What the caller's logins ask for beside the password. */
export async function getTwoFactor({ services, actor }: SignedInContext): Promise<TwoFactor> {
  const { drizzle } = services.db
  const [row] = await drizzle.select().from(twoFactor).where(eq(twoFactor.userId, actor.userId))
  const recoveryCodesLeft = await drizzle.$count(recoveryCodes, eq(recoveryCodes.userId, actor.userId))
  return { enabledAt: row?.confirmedAt?.toISOString() ?? null, recoveryCodesLeft }
}
