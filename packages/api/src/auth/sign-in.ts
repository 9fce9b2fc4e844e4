import type { Context } from '../context.ts'

/**
 * Starts a new session for this device and ends the one that its cookie named. So a session id that an attacker planted
 * in the browser is worthless after the login.
 */
export async function signIn(ctx: Context, userId: string): Promise<string> {
  const { sessions } = ctx.services
  if (ctx.actor) await sessions.end(ctx.actor.sessionId)
  const { token } = await sessions.create(userId, { userAgent: ctx.userAgent, address: ctx.address })
  ctx.setSessionCookie(token)
  ctx.log.info({ userId, address: ctx.address }, 'signed in')
  return token
}
