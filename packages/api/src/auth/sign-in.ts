import type { Context } from '../context.ts'

/** A new session for this device, in place of the one that its cookie named: a planted id is worth nothing. */
export async function signIn(ctx: Context, userId: string): Promise<string> {
  const { sessions } = ctx.services
  if (ctx.actor) await sessions.end(ctx.actor.token)
  const { token } = await sessions.create(userId, { userAgent: ctx.userAgent, address: ctx.address })
  ctx.setSessionCookie(token)
  ctx.log.info({ userId, address: ctx.address }, 'signed in')
  return token
}
