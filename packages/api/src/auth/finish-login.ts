import { schema, type UserRow } from '@chime/db'
import type { Me } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { toMe } from '../user/present.ts'
import { mustBeConfirmed } from './admission.ts'
import { rememberNetwork } from './login-network.ts'
import { networkOf } from './network.ts'
import { signIn } from './sign-in.ts'

const { users } = schema

/** Signs somebody in who has shown all that they have to show. @throws Refusal as `mustBeOpen` */
export async function finishLogin(ctx: Context, user: UserRow): Promise<{ user: Me; token: string }> {
  const { db } = ctx.services
  mustBeOpen(ctx, user)
  const [row] = await db.drizzle.update(users).set({ lastLoginAt: new Date() }).where(eq(users.id, user.id)).returning()
  await rememberNetwork(db, user.id, networkOf(ctx.address))
  return { user: toMe(row ?? user), token: await signIn(ctx, user.id) }
}

/**
 * To be called once the caller has shown that the account is theirs.
 *
 * @throws Refusal `FORBIDDEN` for a suspended account, and as `mustBeConfirmed`
 */
export function mustBeOpen({ log, address, services }: Context, user: UserRow): void {
  if (user.suspendedAt !== null) {
    log.warn({ address, userId: user.id }, 'login of a suspended account refused')
    throw new Refusal('FORBIDDEN', 'This account is suspended')
  }
  mustBeConfirmed(services.admission, user)
}
